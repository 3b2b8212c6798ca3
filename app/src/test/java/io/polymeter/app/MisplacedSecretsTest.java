package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.app.cli.Cli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Passwords and tokens that stand where they do not belong: whatever `check` says of them, it does not repeat them.
@Timeout(100)
class MisplacedSecretsTest {

    /// What people use as secrets, and programs generate.
    private static final List<String> SECRETS = List.of(
            "hunter2x7Q",
            "s3cr3t!pass",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJob21lIn0.c2lnbmF0dXJlLW9mLXRoaXM",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            "550e8400-e29b-41d4-a716-446655440000");

    /// Places that take something else.
    private static final List<String> PLACES = List.of(
            "site: { timezone: \"@\" }",
            "site: \"@\"",
            "log: { level: \"@\" }",
            "log: { statistics: \"@\" }",
            "http: { listen: \"@\" }",
            "http: { enabled: \"@\" }",
            "http: \"@\"",
            "http: { frames: [\"@\"] }",
            "history: { keep: { second: \"@\" } }",
            "history: { postgresql: { url: \"@\" } }",
            "notify: { webhook: \"@\" }",
            "notify: { email: { server: \"@\", from: \"@\", to: [\"@\"] } }",
            "notify: { mqtt: { broker: \"@\", topic: t } }",
            "meters: { m: { profile: \"@\", modbus: { poll: \"tcp://h:502\" } } }",
            "meters: { m: { profile: kostal-ksem, modbus: { poll: \"@\" } } }",
            "meters: { m: { profile: kostal-ksem, modbus: { poll: \"tcp://h:502\", unit: \"@\" } } }",
            "meters: { m: { profile: kostal-ksem, modbus: { poll: \"tcp://h:502\", every: \"@\" } } }",
            "meters: { m: { profile: kostal-ksem, modbus: { push: \"tcp://h:502\", from: [\"@\"] } } }",
            "meters: { m: { mqtt: { broker: \"mqt://u:@@h\", points: { active-power: t } } } }",
            "meters: { m: { mqtt: { broker: \"mqtt://u:@@h\", points: { active-power: t } } } }",
            "meters: { m: { mqtt: { broker: \"mqtt://h\", points: { active-power: { topic: t, unit: \"@\" } } } } }",
            "meters: { m: { http: { url: \"http://u:@@h/x\", points: { active-power: a } } } }",
            "meters: { m: { http: { url: \"@\", points: { active-power: a } } } }",
            "meters: { m: { openhab: { url: \"htp://u:@@h\", items: { active-power: I } } } }",
            "meters: { m: { openhab: { url: \"http://u:@@h\", items: { active-power: I } } } }",
            "meters: { m: { homeassistant: { url: \"http://h\", token: [\"@\"], entities: { active-power: s.p } } } }",
            "meters: { m: { sml: { from: \"@\" } } }",
            "meters: { m: { simulate: { speed: \"@\" } } }",
            "outputs: { o: { meter: m, influx: { url: \"http://u:@@h\", database: d } } }",
            "outputs: { o: { meter: m, influx: { url: \"http://h\", every: \"@\" } } }",
            "outputs: { o: { meter: m, victron: { service: \"@\" } } }",
            "outputs: { o: { meter: m, modbus: { serve: \"@\" } } }",
            "outputs: { o: { meter: m, when-stale: \"@\", modbus: { serve: \"tcp://h:502\" } } }",
            "outputs: { o: { meters: \"@\", mqtt: { broker: \"mqtt://h\" } } }",
            "outputs: { o: { meter: m, mqtt: { broker: \"mqtt://h\", discovery: \"@\" } } }",
            "outputs: { o: \"@\" }",
            "\"@\"");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private static String run(String... words) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            Cli.run(Protocols::all, words);
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private Stream<String> leaks(String place, String text, List<String> secrets) throws IOException {
        String base =
                place.startsWith("meters") || place.startsWith("\"") ? "" : "meters: { m: { simulate: summer-day } }\n";
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, base + place.replace("@@", text + "@").replace("\"@\"", "\"" + text + "\"") + "\n");
        List<String> found = new ArrayList<>();
        for (String[] words :
                List.of(new String[] {"check", file.toString()}, new String[] {"check", "--json", file.toString()})) {
            String said = run(words);
            secrets.stream().filter(said::contains).forEach(each -> found.add(place + ": " + said));
        }
        return found.stream();
    }

    @Test
    void whatStandsInTheWrongPlaceIsNotRepeated() throws IOException {
        List<String> leaks = new ArrayList<>();
        for (String place : PLACES) {
            for (String secret : SECRETS) {
                leaks(place, secret, List.of(secret)).forEach(leaks::add);
            }
        }
        assertThat(SECRETS.size() * PLACES.size()).isGreaterThan(100);
        assertThat(leaks).isEmpty();
    }

    @Test
    void whatTheFileOfSecretsHoldsIsPrintedNowhere() throws IOException {
        String secret = "plain words";
        Path state = Files.createDirectories(directory.resolve("state"));
        Files.writeString(state.resolve("secrets"), "TOKEN=" + secret + "\n");
        Files.setPosixFilePermissions(state.resolve("secrets"), PosixFilePermissions.fromString("rw-------"));
        List<String> leaks = new ArrayList<>();
        for (String place : PLACES) {
            leaks(place, "${TOKEN}", List.of(secret)).forEach(leaks::add);
        }
        assertThat(leaks).isEmpty();
    }

    @Test
    void aFileThatIsNamedAsAProfileIsNotQuoted() throws IOException {
        Path note = directory.resolve("note");
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, "meters: { m: { profile: ./note, modbus: { poll: \"tcp://h:502\" } } }\n");
        for (String content :
                List.of("hunter2x7Q", "plain words", "TOKEN=plain words", "a: plain words", "- plain words")) {
            Files.writeString(note, content + "\n");
            String said = run("check", file.toString());
            assertThat(said).contains("note").doesNotContain("hunter2x7Q", "plain words");
        }
    }
}
