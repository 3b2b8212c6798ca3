package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The archive for a bug report, from a daemon in a process of its own and without one.
@Timeout(120)
class SupportTest {

    /// All that must not leave this machine.
    private static final List<String> SECRETS = List.of(
            "hunter",
            "Environment-8-Word",
            "kept words of a file",
            "url-Pass-17",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJob21lIn0.c2lnbmF0dXJl",
            "commented-out-Pass9",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            "hook-PATH-4711-Secret-Token-Long",
            "quoted \"pass\" 5",
            "misplaced!Pass7",
            "BEGIN PRIVATE KEY",
            "block of a key");

    private static final String SITE = """
            # password: commented-out-Pass9
            site: { name: Haus }
            state: state
            history: {}
            http: { listen: "127.0.0.1:0", password: hunter }
            meters:
              grid: { profile: kostal-ksem, simulate: { scenario: summer-day } }
              sub: { mqtt: { broker: "mqtt://127.0.0.1:9", username: u, password: "${WORD}", points: { active-power: t } } }
              home: { homeassistant: { url: "http://127.0.0.1:9", token: "${KEPT}", entities: { active-power: sensor.p } } }
              second: { homeassistant: { url: "http://127.0.0.1:9", token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJob21lIn0.c2lnbmF0dXJl, entities: { active-power: sensor.p } } }
            outputs:
              plc: { meter: grid, modbus: { serve: "tcp://127.0.0.1:0" } }
            notify: { webhook: "http://127.0.0.1:9/hook-PATH-4711-Secret-Token-Long" }
            """;

    private static final String FLAT =
            "  flat: { http: { url: \"http://somebody:url-Pass-17@127.0.0.1:9/x\", points: { active-power: a } } }\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : started) {
            each.destroyForcibly().waitFor();
        }
    }

    private Process polymeter(Path log, String... words) throws IOException {
        ProcessBuilder builder =
                ProgramProcess.of(directory, words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("WORD", "Environment-8-Word");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private String support(String name) throws IOException, InterruptedException {
        Path said = directory.resolve("support.said");
        Process process = polymeter(said, "support", name, "--config", "polymeter.yaml");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + Files.readString(said);
    }

    private Map<String, String> content(String name) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (ZipFile zip = new ZipFile(directory.resolve(name).toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    texts.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }

    private static void hasNoSecret(Map<String, String> texts) {
        texts.forEach((name, text) ->
                assertThat(SECRETS.stream().filter(text::contains)).as(name).isEmpty());
    }

    private void site(String text) throws IOException {
        Files.writeString(directory.resolve("polymeter.yaml"), text);
        Path state = Files.createDirectories(directory.resolve("state"));
        Path secrets = state.resolve("secrets");
        Files.writeString(secrets, "KEPT=kept words of a file\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(state.resolve("own.pem"), "-----BEGIN PRIVATE KEY-----\nblock of a key\n");
    }

    private static final String[] FILES = {
        "about.txt",
        "check.txt",
        "configuration.txt",
        "doctor.json",
        "health.json",
        "log.txt",
        "metrics.txt",
        "overview.json",
        "state.txt",
        "status.json",
        "threads.txt",
    };

    @Test
    void aRunningDaemonIsDescribedWithoutItsSecrets() throws Exception {
        site(SITE);
        Path log = directory.resolve("daemon.log");
        Process daemon = polymeter(log, "run", "--config", "polymeter.yaml");
        await().atMost(Duration.ofSeconds(40))
                .until(() -> !daemon.isAlive()
                        || Files.exists(directory.resolve("state/http"))
                                && Files.readString(log).contains("sub"));
        assertThat(daemon.isAlive()).as(Files.readString(log)).isTrue();

        // The first commit is a minute away; what it needs is there.
        Path maps = Path.of("/proc/" + daemon.pid() + "/maps");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(maps).contains("sqlitejdbc"));

        assertThat(support("bug.zip")).startsWith("0 written: bug.zip").contains("threads.txt", "look at it");
        assertThat(Files.getPosixFilePermissions(directory.resolve("bug.zip")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Map<String, String> texts = content("bug.zip");
        hasNoSecret(texts);
        assertThat(texts).containsOnlyKeys(FILES);
        assertThat(texts.get("configuration.txt"))
                .contains(
                        "listen: 127.0.0.1:0",
                        "password: •••",
                        "password: ${WORD}",
                        "token: ${KEPT}",
                        "profile: kostal-ksem")
                .doesNotContain("commented");
        assertThat(texts.get("status.json")).contains("\"verdict\"", "\"grid\"");
        assertThat(texts.get("metrics.txt")).contains("polymeter_link_events_total");
        assertThat(texts.get("threads.txt")).contains("modbus-tcp-server", "at io.polymeter.");
        assertThat(texts.getOrDefault("log.txt", "").lines().count()).isGreaterThan(3);
        assertThat(texts.get("log.txt")).contains("info", "warning");
        assertThat(texts.get("state.txt")).contains("rw-------", "secrets", "own.pem");

        assertThat(support("bug.zip")).startsWith("1 ").contains("bug.zip is there already; name another file");
        assertThat(support("none/bug.zip")).startsWith("1 ").contains("none/bug.zip cannot be written");
    }

    @Test
    void withoutADaemonThereIsWhatTheFilesSay() throws Exception {
        site(
                SITE.replace("outputs:", FLAT + "outputs:")
                                .replace("name: Haus", "name: Haus, timezone: \"misplaced!Pass7\"")
                        + "http2: { password: [\"quoted \\\"pass\\\" 5\", {x: hunter}], key: 0a1b2c3d4e5f60718293a4b5c6d7e8f9 }\n");
        assertThat(support("bug.zip")).startsWith("0 written: bug.zip");
        Map<String, String> texts = content("bug.zip");
        hasNoSecret(texts);
        assertThat(texts).containsOnlyKeys("about.txt", "check.txt", "configuration.txt", "daemon.txt", "state.txt");
        assertThat(texts.get("configuration.txt")).contains("http://•••@127.0.0.1:9/x", "profile: kostal-ksem");
        assertThat(texts.get("daemon.txt")).contains("no daemon runs with the state directory");
        assertThat(texts.get("check.txt")).contains("http2: unknown key", "There are errors.");
        assertThat(texts.get("about.txt")).contains("polymeter ", "Java: ");
    }

    @Test
    void aFileThatIsNoYamlIsNotShown() throws Exception {
        site("http: { password: hunter\n  misplaced!Pass7: [}\n");
        assertThat(support("bug.zip")).startsWith("0 written: bug.zip");
        hasNoSecret(content("bug.zip"));
        assertThat(content("bug.zip").get("configuration.txt")).startsWith("# the configuration:");
    }
}
