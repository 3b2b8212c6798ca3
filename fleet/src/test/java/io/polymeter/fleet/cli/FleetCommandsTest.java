package io.polymeter.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

/// Every command of the fleet: what it says to whoever uses it wrongly, before it touches Kafka.
class FleetCommandsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("fleet.yaml"), "kafka: { bootstrap: \"127.0.0.1:1\" }\n");
        Files.writeString(directory.resolve("wrong.yaml"), "kafak: 1\n");
    }

    private static Arguments row(Class<?> command, int exit, String says, String... line) {
        return Arguments.of(command, exit, says, List.of(line));
    }

    private static Arguments role(Class<?> command, String... line) {
        List<String> all = new java.util.ArrayList<>(List.of(line));
        all.addAll(List.of("--config", "DIR/nowhere.yaml"));
        return Arguments.of(command, 2, "there is no configuration", all);
    }

    static List<Arguments> lines() {
        return List.of(
                role(EngineCommand.class, "engine"),
                role(IngestCommand.class, "ingest"),
                row(IngestCommand.class, 2, "no key 'ingest'", "ingest", "--config", "DIR/fleet.yaml"),
                role(SinkCommand.class, "sink"),
                row(SinkCommand.class, 2, "no key 'sink'", "sink", "--config", "DIR/fleet.yaml"),
                row(CaCommand.class, 2, "Missing required subcommand", "ca"),
                role(CaCommand.class, "ca", "init"),
                role(FleetEnrolCommand.class, "enrol"),
                row(FleetEnrolCommand.class, 2, "no ca.enrol", "enrol", "--config", "DIR/fleet.yaml"),
                role(SiteCommand.class, "site", "north/a"),
                row(SiteCommand.class, 2, "a site is written GROUP/NODE", "site", "north"),
                row(FleetCheckCommand.class, 2, "unknown key", "check", "DIR/wrong.yaml"),
                row(FleetCheckCommand.class, 0, "no errors", "check", "DIR/fleet.yaml"),
                row(FleetSchemaCommand.class, 0, "\"$schema\"", "schema"),
                row(FleetSchemaCommand.class, 0, "| key |", "schema", "--markdown"),
                row(FleetDemoCommand.class, 2, "--sites is from 1 to 5000", "demo", "--sites", "0"),
                row(BrokerCommand.class, 2, "DIRECTORY", "broker"),
                row(GatewaysCommand.class, 2, "--port", "gateways", "DIR"),
                row(BenchCommand.class, 2, "--rounds from 8 to 1000", "bench", "--rounds", "7"),
                row(
                        StormCommand.class,
                        2,
                        "expected one of [KILLS, TAKEOVER, RESCALE, SILENCE, REPLAY, BIRTHS, STRANGERS, AWAY]",
                        "storm",
                        "19"));
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("lines")
    void saysWhatIsWrong(Class<?> command, int exit, String says, List<String> line) {
        assertThat(line.getFirst())
                .isEqualTo(command.getAnnotation(Command.class).name());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        int given;
        try {
            given = FleetCli.run(line.stream()
                    .map(word -> word.replace("DIR/", directory + "/"))
                    .toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains(says).doesNotContain("\tat ");
        assertThat(given).isEqualTo(exit);
    }

    @Test
    void everyCommandIsInTheTable() {
        Set<String> tried = lines().stream()
                .map(row -> Objects.requireNonNull((Class<?>) row.get()[0]))
                .map(each -> each.getAnnotation(Command.class).name())
                .collect(Collectors.toSet());
        assertThat(Arrays.stream(FleetCli.class.getAnnotation(Command.class).subcommands())
                        .map(each -> each.getAnnotation(Command.class).name())
                        .filter(name -> !name.equals("help")))
                .isSubsetOf(tried);
    }

    @Test
    void misuseIsAnExceptionWithItsWords() {
        assertThat(new UsageException("so not")).hasMessage("so not");
        assertThat(RoleOptions.person()).isNotBlank();
    }
}
