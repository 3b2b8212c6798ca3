package io.polymeter.fleet.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.Term;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Secret;
import io.polymeter.fleet.broker.TestKafka;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.config.FleetSettings.Person;
import io.polymeter.fleet.config.FleetSettings.Role;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topology.Engine;
import io.polymeter.fleet.topology.EngineTerms;
import io.polymeter.fleet.topology.Feed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a viewer, an operator and an administrator see and do on the page, in a real browser.
@Timeout(240)
class FleetRolesIT {

    private static final long MINUTE = 60_000;
    private static final long START = Quarter.of(System.currentTimeMillis() - 32 * MINUTE);

    @TempDir
    private Path directory;

    private static Path script() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("lab/peers/node/fleet.js"))) {
                return at.resolve("lab/peers/node/fleet.js");
            }
        }
        throw new AssertionError("this runs within a checkout");
    }

    @Test
    void eachRoleSeesAndDoesWhatItMay() throws Exception {
        KafkaAccess kafka = TestKafka.fleet(2);
        Membership membership =
                new Membership(List.of(new SiteGroup("north", "region", "north", List.of(new Term("grid", false)))));
        Map<String, Person> users = Map.of(
                "vera", new Person(new Secret("look"), Role.VIEWER),
                "otto", new Person(new Secret("command"), Role.OPERATOR),
                "ada", new Person(new Secret("register"), Role.ADMIN));
        Engine.Settings terms = new Engine.Settings(directory.resolve("state"), 1, "", EngineTerms.standard(2));
        try (Feed feed = new Feed(kafka)) {
            feed.register(4);
            feed.play(START - MINUTE, START + 31 * MINUTE);
            try (Engine engine = Engine.start(kafka, membership, terms);
                    FleetView view = new FleetView(kafka, membership);
                    Actions actions = new Actions(kafka);
                    FleetServer server = FleetServer.start(
                            new FleetSettings.Http(HostPort.parse("127.0.0.1:0"), List.of(), users),
                            new FleetServer.Parts(view, engine, actions, 0))) {
                feed.until(() -> assertThat(engine.site("g/0")).isPresent());
                assertThat(promises("http://127.0.0.1:" + server.port() + "/"))
                        .hasSize(5)
                        .allMatch(line -> line.startsWith("ok "));
            }
        }
    }

    private List<String> promises(String address) throws Exception {
        Path out = directory.resolve("browser.out");
        ProcessBuilder builder = new ProcessBuilder("node", script().toString(), "roles", address)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("HOME", directory.toString());
        Process browser = builder.start();
        boolean ended = browser.waitFor(200, TimeUnit.SECONDS);
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly();
        assertThat(ended).as(Files.readString(out)).isTrue();
        return Files.readAllLines(out);
    }
}
