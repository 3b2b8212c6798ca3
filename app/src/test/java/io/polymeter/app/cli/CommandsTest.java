package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

/// Message and exit code of every command when it is used wrongly, or when no daemon runs.
class CommandsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private record Result(int exit, String out, String err) {}

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("site.yaml"), """
            meters: { grid: { simulate: summer-day } }
            outputs: { out: { meter: grid, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:0" } } }
            state: DIR/state
            """.replace("DIR", directory.toString()));
        Files.writeString(directory.resolve("wrong.yaml"), "meters: { grid: { simulat: summer-day } }\n");
        Files.writeString(directory.resolve("empty.pcapng"), "");
        Files.writeString(directory.resolve("unix.csv"), "1700000000,300\n1700000001,400\n");
        Files.writeString(directory.resolve("options.json"), "{ \"meter\": ");
    }

    private static Arguments row(Class<?> command, int exit, String says, String... line) {
        return Arguments.of(command, exit, says, List.of(line));
    }

    static List<Arguments> lines() {
        return Stream.of(withoutADaemon(), withADaemonOrAFile())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Arguments> withoutADaemon() {
        return List.of(
                row(RunCommand.class, 2, "the configuration has 2 errors", "run", "--config", "DIR/wrong.yaml"),
                row(CheckCommand.class, 2, "unknown key; did you mean 'simulate'?", "check", "DIR/wrong.yaml"),
                row(CheckCommand.class, 0, "output out", "check", "DIR/site.yaml"),
                row(CheckCommand.class, 0, "\"links\"", "check", "--json", "DIR/site.yaml"),
                row(DemoCommand.class, 2, "--speed must be above 0", "demo", "--speed", "0"),
                row(DemoCommand.class, 2, "--start must be a time of day", "demo", "--start", "25:00"),
                row(SimulateCommand.class, 2, "use --serve ENDPOINT, --push", "simulate", "kostal-ksem"),
                row(SimulateCommand.class, 2, "--read is for", "simulate", "kostal-ksem", "--read", "tcp://x:1"),
                row(ReadCommand.class, 2, "use --profile NAME for values", "read", "tcp://127.0.0.1:1"),
                row(ReadCommand.class, 2, "--device requires --profile", read("--device", "2")),
                row(ReadCommand.class, 2, "--function must be 3", read("--function", "6")),
                row(ReadCommand.class, 2, "--timeout must be 1 to 60000", read("--timeout", "0")),
                row(ReadCommand.class, 2, "--unit must be 0 to 255", read("--unit", "256")),
                row(ReadCommand.class, 2, "is no serial line such as 9600-8N1", read("--line", "9600-7N1")),
                row(ReadCommand.class, 1, "127.0.0.1:1: connection refused", read("--timeout", "100")),
                row(ScanCommand.class, 2, "999.1.1.0/24", "scan", "999.1.1.0/24"),
                row(ProfilesCommand.class, 2, "there is no profile 'nobody'", "profiles", "nobody"),
                row(ProfilesCommand.class, 0, "GET /status", "profiles", "shelly-3em"),
                row(ProfileCheckCommand.class, 2, "no-dump.json", "profiles", "check", "kostal-ksem", "no-dump.json"),
                row(ConsumersCommand.class, 2, "there is no consumer 'nobody'", "consumers", "nobody"));
    }

    private static List<Arguments> withADaemonOrAFile() {
        return List.of(
                row(StatusCommand.class, 1, "no daemon runs", daemon("status")),
                row(DoctorCommand.class, 1, "no daemon runs", daemon("doctor")),
                row(CommissionCommand.class, 1, "no daemon runs", daemon("commission", "grid")),
                row(DrillCommand.class, 2, "--yes", daemon("drill", "out")),
                row(DrillCommand.class, 1, "no daemon runs", daemon("drill", "out", "--yes")),
                row(RecordCommand.class, 1, "no daemon runs", daemon("record", "DIR/x.pcapng")),
                row(RecordCommand.class, 2, "--seconds", daemon("record", "DIR/x.pcapng", "--seconds", "-1")),
                row(HistoryCommand.class, 1, "there is no history in", daemon("history")),
                row(HistoryCommand.class, 2, "--csv and --json cannot", daemon("history", "--csv", "--json")),
                row(TrustCommand.class, 0, "no certificates yet", daemon("trust")),
                row(TrustCommand.class, 1, "3f9a1c", daemon("trust", "accept", "3f9a1c")),
                row(NotifyCommand.class, 2, "--test", "notify"),
                row(EnrolCommand.class, 2, "ftp://fleet", "enrol", "ftp://fleet", "code"),
                row(TwinCommand.class, 2, "--hours is above 0", "twin", "DIR/site.yaml", "--hours", "0"),
                row(
                        TwinCommand.class,
                        2,
                        "--report: nothing can be written",
                        "twin",
                        "DIR/site.yaml",
                        "--report",
                        "DIR/no/x.html"),
                row(TwinCommand.class, 2, "cannot be read", "twin", "DIR/site.yaml", "--load", "DIR/no.csv"),
                row(
                        TwinCommand.class,
                        2,
                        "begins at second 1700000000: seconds count from the start",
                        "twin",
                        "DIR/site.yaml",
                        "--load",
                        "DIR/unix.csv"),
                row(TwinCommand.class, 2, "unknown key; did you mean 'simulate'?", "twin", "DIR/wrong.yaml"),
                row(ReplayCommand.class, 2, "empty.pcapng", replay("DIR/empty.pcapng")),
                row(ReplayCommand.class, 2, "--speed: more than 0", replay("DIR/empty.pcapng", "--speed", "0")),
                row(LearnCommand.class, 2, "empty.pcapng", "learn", "DIR/empty.pcapng"),
                row(LearnCommand.class, 2, "--against needs a recording", learn("--against", "grid")),
                row(LearnCommand.class, 2, "only a serial line can be listened on", learn()),
                row(SetupCommand.class, 1, "everything is set up, but no daemon runs", daemon("setup")),
                row(SchemaCommand.class, 0, "\"$schema\"", "schema"),
                row(VersionCommand.class, 0, "polymeter ", "version"),
                row(OptionsCommand.class, 2, "options.json", "options", "DIR/options.json"),
                row(OptionsCommand.class, 2, "nowhere.json", "options", "DIR/nowhere.json"),
                row(ReferenceCommand.class, 0, "| consumer | face |", "reference", "consumers"),
                row(ReferenceCommand.class, 2, "poem", "reference", "poem"),
                row(GenerateCommand.class, 2, "poem", "generate", "poem"),
                row(RehearseCommand.class, 0, "Usage: polymeter rehearse", "rehearse", "--help"),
                row(SupportCommand.class, 1, "site.yaml", daemon("support", "DIR/site.yaml")));
    }

    private static String[] read(String... more) {
        return joined(List.of("read", "tcp://127.0.0.1:1", "--registers", "0..1"), more);
    }

    private static String[] replay(String... more) {
        return joined(List.of("replay", "--serve", "tcp://127.0.0.1:0"), more);
    }

    private static String[] learn(String... more) {
        return joined(List.of("learn", "tcp://127.0.0.1:1"), more);
    }

    private static String[] daemon(String... line) {
        return joined(Arrays.asList(line), "--config", "DIR/site.yaml");
    }

    private static String[] joined(List<String> line, String... more) {
        return Stream.concat(line.stream(), Arrays.stream(more)).toArray(String[]::new);
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("lines")
    void saysWhatIsWrong(Class<?> command, int exit, String says, List<String> line) {
        Command declared = command.getAnnotation(Command.class);
        assertThat(line).contains(declared.name());
        Result result = polymeter(line);
        assertThat(result.out() + result.err()).contains(says).doesNotContain("\tat ");
        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
        if (exit != 0) {
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void everyCommandIsInTheTable() {
        Set<String> tried = lines().stream()
                .map(row -> Objects.requireNonNull((Class<?>) row.get()[0]))
                .map(each -> each.getAnnotation(Command.class).name())
                .collect(Collectors.toSet());
        Set<String> known = Arrays.stream(Cli.class.getAnnotation(Command.class).subcommands())
                .map(each -> each.getAnnotation(Command.class).name())
                .filter(name -> !name.equals("help"))
                .collect(Collectors.toSet());
        assertThat(tried).containsAll(known);
    }

    private Result polymeter(List<String> line) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int exit = Cli.run(
                    () -> List.of(new ModbusProtocol(), new SimulateProtocol()),
                    line.stream()
                            .map(word -> word.replace("DIR", directory.toString()))
                            .toArray(String[]::new));
            return new Result(exit, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
