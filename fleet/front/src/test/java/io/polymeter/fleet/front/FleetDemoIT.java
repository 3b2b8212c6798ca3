package io.polymeter.fleet.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The demonstration, started by its one command, and its page in a real browser with every button pressed.
@Timeout(420)
class FleetDemoIT {

    private static final int SITES = 20;
    private static final Duration COMES_UP = Duration.ofMinutes(3);
    private static final Pattern ADDRESS = Pattern.compile("address: (http://\\S+)");

    @TempDir
    private Path directory;

    private static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("lab/peers/node/fleet.js"))) {
                return at;
            }
        }
        throw new AssertionError("this runs within a checkout");
    }

    private Process start(String out, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(out).toFile());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("POLYMETER_JAVA", System.getProperty("java.home"));
        builder.environment().put("POLYMETER_JAVA_OPTS", "-Djava.io.tmpdir=" + Files.createDirectories(temporary()));
        return builder.start();
    }

    private Path temporary() {
        return directory.resolve("temporary");
    }

    private String said(String out) throws IOException {
        return Files.readString(directory.resolve(out));
    }

    @Test
    void everythingThatThePageShowsAndDoesIsTrue() throws Exception {
        Process demo = start(
                "demo.out", List.of(root().resolve("polymeter").toString(), "fleet", "demo", "--sites", "" + SITES));
        try {
            Awaitility.await().atMost(COMES_UP).until(() -> {
                assertThat(demo.isAlive()).as(said("demo.out")).isTrue();
                return ADDRESS.matcher(said("demo.out")).find();
            });
            Matcher address = ADDRESS.matcher(said("demo.out"));
            assertThat(address.find()).isTrue();
            Process browser = start(
                    "browser.out",
                    List.of(
                            "node",
                            root().resolve("lab/peers/node/fleet.js").toString(),
                            "demo",
                            address.group(1),
                            "" + SITES));
            boolean ended = browser.waitFor(360, TimeUnit.SECONDS);
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
            assertThat(ended).as(said("browser.out")).isTrue();
            assertThat(said("browser.out").lines()).hasSize(9).allMatch(line -> line.startsWith("ok "));
        } finally {
            demo.destroy();
            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        try (var left = Files.list(temporary())) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .as("the demonstration leaves no directory of its own")
                    .noneMatch(name -> name.startsWith("polymeter-fleet"));
        }
    }
}
