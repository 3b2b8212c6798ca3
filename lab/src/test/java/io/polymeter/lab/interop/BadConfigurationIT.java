package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.FlatProfile;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A wrong configuration never starts: one line each says where and what, `check` and `run` say the same.
@Timeout(60)
class BadConfigurationIT {

    @TempDir
    Path directory;

    /// What is wrong, the file, where it is wrong, and words of the message.
    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("broken YAML", "meters:\n  grid: [\n", ":3:1:", ""),
                Arguments.of("an unknown key", meter("evry: 1s"), ":4:32:", "did you mean 'every'"),
                Arguments.of(
                        "an unknown section", meter("unit: 1") + "outpts: {}\n", ":5:1:", "did you mean 'outputs'"),
                Arguments.of("a wrong type", meter("unit: many"), ":4:38:", "many"),
                Arguments.of("a unit out of range", meter("unit: 256"), ":4:38:", "255"),
                Arguments.of(
                        "a wrong endpoint",
                        "meters:\n  grid:\n    profile: kostal-ksem\n    modbus: { poll: \"tpc://h\" }\n",
                        ":4:21:",
                        "tcp"),
                Arguments.of("a wrong duration", meter("timeout: 1 parsec"), ":4:41:", "parsec"),
                Arguments.of(
                        "no such profile",
                        meter("unit: 1").replace("kostal-ksem", "kostal-kesm"),
                        ":3:14:",
                        "kostal-ksem"),
                Arguments.of(
                        "no such profile file",
                        meter("unit: 1").replace("kostal-ksem", "./mine.yaml"),
                        ":3:14:",
                        "mine.yaml"),
                Arguments.of(
                        "no such meter", meter("unit: 1") + output("a", "gird", "127.0.0.1:5020", 1), ":6:", "grid"),
                Arguments.of(
                        "one endpoint and unit for two outputs",
                        meter("unit: 1") + output("a", "grid", "127.0.0.1:5020", 1)
                                + "  b: { meter: grid, modbus: { serve: \"tcp://127.0.0.1:5020\", unit: 1 } }\n",
                        ":7:",
                        "unit 1"),
                Arguments.of(
                        "a key twice",
                        "meters:\n  grid: { profile: kostal-ksem, modbus: { poll: \"tcp://h\" } }\nmeters: {}\n",
                        ":3:1:",
                        "meters"),
                Arguments.of(
                        "a variable that is not set",
                        meter("unit: ${NO_SUCH_VARIABLE}"),
                        ":4:38:",
                        "NO_SUCH_VARIABLE"));
    }

    private static String meter(String setting) {
        return "meters:\n  grid:\n    profile: kostal-ksem\n    modbus: { poll: \"tcp://h\", " + setting + " }\n";
    }

    private static String output(String name, String meter, String at, int unit) {
        return "outputs:\n  %s: { meter: %s, modbus: { serve: \"tcp://%s\", unit: %d } }\n"
                .formatted(name, meter, at, unit);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsPlace(String what, String text, String place, String words) throws IOException {
        Files.writeString(directory.resolve("site.yaml"), text);
        for (String[] command : new String[][] {{"check", "site.yaml"}, {"run", "--config", "site.yaml"}}) {
            Outcome outcome = Polymeter.command(directory, command);
            assertThat(outcome.exit()).as("%s: %s", what, outcome).isEqualTo(2);
            assertThat(outcome.err()).as(what).contains("site.yaml" + place).contains(words);
            assertThat(outcome.err()).as(what).doesNotContain("Exception", "\tat ");
            assertThat(outcome.err().lines().filter(line -> line.contains("site.yaml:")))
                    .as(what)
                    .hasSize(1);
        }
    }

    @Test
    void allMistakesAreToldAtOnce() throws Exception {
        Files.writeString(
                directory.resolve("site.yaml"),
                meter("unit: many, evry: 1s").replace("kostal-ksem", "ksem") + output("a", "gird", "nowhere:99999", 1));
        Outcome outcome = Polymeter.command(directory, "check", "site.yaml");
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.err()).contains("many", "'every'", "'ksem'", "99999");
    }

    @Test
    void overlappingRowsOfAProfileAreToldWithTheirPlaceInTheProfile() throws Exception {
        FlatProfile.write(directory, "flat", 0, 2);
        Path profile = directory.resolve("flat.yaml");
        Files.writeString(profile, Files.readString(profile).replace("at: 1, as: u16", "at: 1, as: u32"));
        Files.writeString(directory.resolve("site.yaml"), meter("unit: 1").replace("kostal-ksem", "./flat.yaml"));
        Outcome outcome = Polymeter.command(directory, "check", "site.yaml");
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.err()).contains("flat.yaml:11:11:", "R2 overlaps R1");
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        assertThat(Polymeter.command(directory, "run", "--config", "absent.yaml"))
                .satisfies(outcome -> {
                    assertThat(outcome.exit()).isEqualTo(2);
                    assertThat(outcome.err()).contains("absent.yaml").doesNotContain("\tat ");
                });
        // Without one, `run` serves the set-up page.
        assertThat(Polymeter.command(directory, "check")).satisfies(outcome -> {
            assertThat(outcome.exit()).isEqualTo(2);
            assertThat(outcome.err()).contains("--config", "/etc/polymeter/polymeter.yaml");
        });
    }

    @Test
    void wrongUsageIsExplained() throws Exception {
        for (List<String> words : List.of(
                List.<String>of(),
                List.of("rnu"),
                List.of("run", "--confg", "x"),
                List.of("read", "127.0.0.1", "--registers", "0..1"),
                List.of("read", "tcp://127.0.0.1", "--registers", "many"))) {
            Outcome outcome = Polymeter.command(directory, words.toArray(String[]::new));
            assertThat(outcome.exit()).as("%s: %s", words, outcome).isEqualTo(2);
            assertThat(outcome.err()).as("%s", words).isNotBlank().doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ksem-airbridge",
                "fronius-from-openhab",
                "ksem-modbus-tcp",
                "kaco-to-victron",
                "field-concentrator"
            })
    void everyExampleHasNoErrors(String name) throws Exception {
        Outcome outcome = Polymeter.command(
                directory, "check", Checkouts.path("examples/" + name + ".yaml").toString());
        assertThat(outcome.exit()).as("%s", outcome).isZero();
        assertThat(outcome.out().lines().toList().getLast()).endsWith(name + ".yaml: no errors");
        assertThat(outcome.err()).isEmpty();
    }
}
