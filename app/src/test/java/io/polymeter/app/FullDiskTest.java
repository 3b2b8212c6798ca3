package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.app.cli.Cli;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Commands whose output goes to a full disk, and a daemon whose state directory cannot be written.
@Timeout(100)
class FullDiskTest {

    private static final Path FULL = Path.of("/dev/full");

    /// Each prints something and ends with 0 where it can.
    private static final String PRINTING = """
            help
            help check
            --help
            --version
            version
            version --help
            check FILE
            check --json FILE
            profiles
            profiles --json
            profiles kostal-ksem
            profiles kostal-ksem --json
            consumers
            consumers --json
            consumers fronius-gen24
            trust --config FILE
            trust --json --config FILE
            twin FILE --hours 1
            twin FILE --hours 1 --json
            schema
            support SUPPORT --config FILE
            """;

    /// These need a daemon, a device or a person, and print while they work.
    private static final Set<String> WORKING = Set.of(
            "run",
            "setup",
            "enrol",
            "demo",
            "simulate",
            "read",
            "scan",
            "status",
            "notify",
            "history",
            "doctor",
            "commission",
            "drill",
            "record",
            "replay",
            "learn");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private record Result(int exit, String said) {}

    static Stream<String> printing() {
        return PRINTING.lines();
    }

    private static Result run(OutputStream out, String... words) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        System.setOut(new PrintStream(out, false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int exit = Cli.run(Protocols::all, words);
            return new Result(exit, said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    private String[] words(String line, String archive) throws IOException {
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, """
                meters: { grid: { profile: kostal-ksem, simulate: summer-day } }
                outputs: { plc: { meter: grid, modbus: { serve: "tcp://127.0.0.1:1502" } } }
                """);
        return line.replace("FILE", file.toString())
                .replace("SUPPORT", directory.resolve(archive).toString())
                .split(" ");
    }

    @ParameterizedTest
    @MethodSource("printing")
    void whatDoesNotArriveIsAFailure(String line) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(out, words(line, "a.zip")).exit()).as("with room").isZero();
        assertThat(out.size()).isPositive();
        try (OutputStream full = new FileOutputStream(FULL.toFile())) {
            Result result = run(full, words(line, "b.zip"));
            assertThat(result.exit()).as(result.said()).isEqualTo(1);
            assertThat(result.said()).contains("the output could not be written: the disk is full");
        }
    }

    @Test
    void everyCommandIsLookedAt() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        run(out, "help");
        Set<String> commands = Pattern.compile("(?m)^  ([a-z]+) {2,}")
                .matcher(out.toString(StandardCharsets.UTF_8))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(commands).contains("support", "check", "run");
        commands.removeAll(WORKING);
        commands.removeAll(printing().map(line -> line.replaceFirst(" .*", "")).toList());
        assertThat(commands).isEmpty();
    }

    @Test
    void aProcessEndsWith1() throws Exception {
        Process process = ProgramProcess.of(directory, "profiles")
                .redirectOutput(FULL.toFile())
                .start();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said.lines()).hasSize(1);
        assertThat(said).startsWith("polymeter: the output could not be written");
    }

    @Test
    void aStateDirectoryThatCannotBeWrittenIsSaidAtOnce() throws Exception {
        Files.writeString(directory.resolve("polymeter.yaml"), """
                state: /proc/none
                http: { listen: "127.0.0.1:0" }
                meters: { grid: { profile: kostal-ksem, simulate: summer-day } }
                """);
        Path log = directory.resolve("daemon.log");
        Process daemon = ProgramProcess.of(directory, "run", "--config", "polymeter.yaml")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !daemon.isAlive() || Files.readString(log).contains("listens at"));
            String said = Files.readString(log);
            assertThat(daemon.isAlive()).as(said).isTrue();
            assertThat(said)
                    .contains("ERROR - the state directory /proc/none cannot be written (")
                    .contains("are not kept; give it to user", "or name another one with `state`")
                    .doesNotContain("java.nio", "Exception");
        } finally {
            daemon.destroyForcibly().waitFor();
        }
    }
}
