package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Unit;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileLoaderTest {

    private static final String HEAD = """
            id: test-meter
            title: Test
            modbus: { unit: 7 }
            groups:
              live: { fresh-for: 2s, every: 1s }
              identity: { every: 1h }
            spans:
              - { at: 0, count: 20, group: live }
              - { at: 65530, count: 6, group: identity }
            registers:
            """;

    private final Problems problems = new Problems("test.yaml");

    private @Nullable Profile parse(String text) {
        return ProfileLoader.parse(text.getBytes(StandardCharsets.UTF_8), problems);
    }

    private Profile rows(String... rows) {
        Profile profile = parse(HEAD + String.join("\n", rows) + "\n");
        assertThat(problems.sorted()).isEmpty();
        return Objects.requireNonNull(profile);
    }

    private String error(String... rows) {
        assertThat(parse(HEAD + String.join("\n", rows) + "\n")).isNull();
        List<Problem> found = problems.sorted();
        assertThat(found).hasSize(1);
        return found.getFirst().toString();
    }

    @Test
    void aRowSaysWhereHowAndWhat() {
        Profile profile = rows(
                "  - { at: 4, as: i32, scale: 0.1, unit: kW, point: active-power.L2, part: negated, name: P2, note: n }",
                "  - { at: 0, as: u16, absent: sunspec, scale-at: 9, decimals: 3, point: voltage.L1 }",
                "  - { at: 65530, as: string, count: 6, point: serial }",
                "  - { at: 8, as: u16, word-order: low-first, access: write-tls, name: Mode }");
        assertThat(profile.rows()).extracting(Row::name).containsExactly("voltage.L1", "P2", "Mode", "serial");
        Row power = profile.rows().get(1);
        assertThat(power.range()).isEqualTo(new Range(4, 2));
        assertThat(power.format()).isEqualTo(new Row.Format(Encoding.I32, false, 100, -1, false, -1));
        assertThat(power.unit()).isEqualTo(Unit.WATT);
        assertThat(power.point()).isEqualTo(Point.of(Quantity.ACTIVE_POWER, Phase.L2));
        assertThat(power.part()).isEqualTo(Row.Part.NEGATED);
        assertThat(power.note()).isEqualTo("n");
        assertThat(profile.rows().getFirst().format()).isEqualTo(new Row.Format(Encoding.U16, false, 1, 9, true, 3));
        assertThat(profile.rows().get(2).access()).isEqualTo(Row.Access.WRITE_TLS);
        assertThat(profile.rows().get(2).format().lowWordFirst()).isTrue();
        assertThat(profile.rows().get(3).group().name()).isEqualTo("identity");
        assertThat(profile.rows().get(3).group().freshFor()).isNull();
    }

    @Test
    void whatIsNotSaidIsTheUsual() {
        Profile profile = rows("  - { at: 0, as: u16, point: frequency }");
        assertThat(profile.wire())
                .isEqualTo(new Profile.Wire(
                        7, Set.of(7), List.of(3), 125, Duration.ZERO, null, Profile.WhenStale.EXCEPTION));
        assertThat(profile.group("live").orElseThrow())
                .isEqualTo(new Group("live", Duration.ofSeconds(2), Duration.ofSeconds(1), false));
        assertThat(profile.sunspec()).isNull();
        assertThat(profile.telemetry()).isNull();
    }

    @Test
    void aDocumentThatCountsFromOneIsTakenAsItIs() {
        Profile profile = Objects.requireNonNull(parse("""
                id: from-one
                title: Counts from one
                first-address: 1
                word-order: low-first
                modbus: { functions: [4, 3], max-read: 11, pause: 60ms, when-stale: silent }
                serial: { baud: 9600, parity: even }
                groups: { live: { fresh-for: 1s, every: 1s } }
                spans: [{ at: 1, count: 65536, group: live }]
                registers:
                  - { at: 1, as: u32, point: voltage, scale-at: 65536 }
                  - { at: 65536, as: i16, name: last }
                sunspec: { bases: [40001], group: live }
                """));
        assertThat(problems.sorted()).isEmpty();
        assertThat(profile.rows().getFirst().range()).isEqualTo(new Range(0, 2));
        assertThat(profile.rows().getFirst().format().scaleAt()).isEqualTo(65535);
        assertThat(profile.rows().getFirst().format().lowWordFirst()).isTrue();
        assertThat(profile.rows().getLast().range()).isEqualTo(new Range(65535, 1));
        assertThat(Objects.requireNonNull(profile.sunspec()).bases()).containsExactly(40000);
        assertThat(profile.wire().functions()).containsExactly(4, 3);
        assertThat(profile.wire().whenStale()).isEqualTo(Profile.WhenStale.SILENT);
        assertThat(profile.wire().serial()).isEqualTo(new Profile.SerialDefaults(9600, "even", 1));
    }

    @Test
    void rowsThatOverlapAreNamedWithTheirLines() {
        assertThat(error("  - { at: 4, as: u32, name: a }", "  - { at: 5, as: u16, name: b }"))
                .isEqualTo("test.yaml:12:11: registers[1].at: b overlaps a in line 11");
    }

    @Test
    void rowsThatOverlapAreFoundWhateverTheirOrder() {
        assertThat(error("  - { at: 5, as: u16, name: b }", "  - { at: 2, as: u64, name: a }"))
                .endsWith("a overlaps b in line 11");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "at: 20, as: u16, name: a                           | 11:11 | the row is outside every span",
                "at: 19, as: u32, name: a                           | 11:11 | the row is only partly inside the span 0-19",
                "at: 65535, as: u32, name: a                        | 11:11 | an address is 0 to 65535",
                "at: 70000, as: u16, name: a                        | 11:11 | 70000: an address is 0 to 65535",
                "at: -1, as: u16, name: a                           | 11:11 | an address is 0 to 65535",
                "at: 0, as: u31, name: a                            | 11:18 | 'u31'; did you mean 'u32'?",
                "at: 0, as: u16, name: a, scale: 0                  | 11:39 | the scale is greater than 0",
                "at: 0, as: u16, name: a, scale: -1                 | 11:39 | a device that counts the other way",
                "at: 0, as: u16, point: volts.L1                    | 11:30 | there is no point 'volts.L1'",
                "at: 0, as: u16, point: voltage.L4                  | 11:30 | did you mean 'voltage.L1'?",
                "at: 0, as: u16, point: voltage, unit: A            | 11:45 | voltage is in V, not in A",
                "at: 0, as: u16, point: power-factor, unit: W       | 11:50 | power-factor has no unit, not in W",
                "at: 0, as: u16, point: voltage, unit: Vlot         | 11:45 | there is no unit 'Vlot'",
                "at: 0, as: u16, point: serial                      | 11:18 | serial is a text",
                "at: 0, as: string, count: 2, point: voltage        | 11:18 | voltage is a number",
                "at: 0, as: string, point: serial                   | 11:5  | a text needs the key 'count'",
                "at: 0, as: u32, count: 3, name: a                  | 11:30 | this encoding has 2 registers",
                "at: 0, as: u16, point: voltage, part: import       | 11:45 | voltage has no row with `part: export`",
                "at: 0, as: u16, name: a, part: import              | 11:38 | only a point has parts",
                "at: 0, as: u16, name: a, scale-at: 30              | 11:42 | the scale factor is outside every span",
                "at: 0, as: u16                                     | 11:5  | needs a point or a name",
                "at: 0, as: u16, nmae: a, point: voltage            | 11:23 | did you mean 'name'?",
                "at: 0, as: u16, name: a, access: wrote             | 11:40 | did you mean 'write'?",
            })
    void whatIsWrongWithARowIsSaidWhereItStands(String row, String place, String message) {
        assertThat(error("  - { " + row.strip() + " }"))
                .startsWith("test.yaml:" + place + ": ")
                .contains(message);
    }

    @Test
    void nothingIsSaidTwice() {
        assertThat(error("  - { at: 0, as: u16, name: a }", "  - { at: 1, as: u16, name: a }"))
                .contains(":12:29: ")
                .endsWith("the name stands in line 11 already");
    }

    @Test
    void aPointStandsInOneRow() {
        assertThat(error(
                        "  - { at: 0, as: u16, point: voltage, name: a }",
                        "  - { at: 1, as: u16, point: voltage, name: b }"))
                .endsWith("voltage stands in line 11 already");
    }

    @Test
    void aPointIsNotWholeAndInParts() {
        assertThat(parse(HEAD + """
                  - { at: 0, as: u16, point: voltage, part: import, name: a }
                  - { at: 1, as: u16, point: voltage, part: export, name: b }
                  - { at: 2, as: u16, point: voltage, name: c }
                """)).isNull();
        assertThat(problems.sorted())
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem.message()).isEqualTo("voltage is there whole and in parts"));
    }

    @Test
    void allErrorsAreReportedAtOnce() {
        assertThat(parse("""
                id: Not An Id
                titel: Test
                modbus: { functions: [3, 5], push-units: [300], max-read: 126 }
                groups:
                  live: { fresh-for: 0s, every: 0s }
                spans:
                  - { at: 0, count: 10, group: life }
                  - { at: 9, count: 2, group: live }
                  - { at: 65530, count: 7, group: live }
                registers:
                  - { at: 9, as: u16, point: voltage }
                  - { at: x, as: u16, point: frequency }
                  - { at: 10, as: u16, point: curent }
                sunspec: { bases: [65535], group: liev }
                """)).isNull();
        assertThat(problems.sorted().stream().map(Problem::toString))
                .anyMatch(text -> text.contains(":2:1: ") && text.contains("did you mean 'title'?"))
                .anyMatch(text -> text.contains(":3:59: ") && text.contains("1 to 125"))
                .anyMatch(text -> text.contains(":12:11: ") && text.contains("whole number"));
    }

    @Test
    void allErrorsBetweenKeysAreReportedAtOnce() {
        assertThat(parse("""
                id: Not An Id
                title: Test
                modbus: { functions: [3, 5], push-units: [300] }
                groups:
                  live: { fresh-for: 0s, every: 0s }
                spans:
                  - { at: 0, count: 10, group: life }
                  - { at: 9, count: 2, group: live }
                  - { at: 65530, count: 7, group: live }
                registers:
                  - { at: 9, as: u16, point: voltage }
                  - { at: 10, as: u16, point: curent }
                sunspec: { bases: [65535], group: liev }
                """)).isNull();
        assertThat(problems.sorted().stream().map(Problem::toString))
                .containsExactly(
                        "test.yaml:1:5: id: 'Not An Id' is not an id; use lower-case letters, digits and single hyphens",
                        "test.yaml:3:22: modbus.functions: function codes are 3 and 4, each at most once",
                        "test.yaml:3:42: modbus.push-units: a unit id is 0 to 255",
                        "test.yaml:5:22: groups.live.fresh-for: the age limit must be above 0",
                        "test.yaml:5:33: groups.live.every: the interval is 0",
                        "test.yaml:7:5: spans: there is no group 'life'; did you mean 'live'?",
                        "test.yaml:8:5: spans: the span overlaps that of line 7",
                        "test.yaml:9:5: spans: 65530 and 6 more: an address is 0 to 65535",
                        "test.yaml:12:31: registers[1].point: there is no point 'curent'; did you mean 'current'?",
                        "test.yaml:13:19: sunspec.bases: an address is 0 to 65535",
                        "test.yaml:13:35: sunspec.group: there is no group 'liev'; did you mean 'live'?");
    }

    @Test
    void theEnvironmentDoesNotReachIntoAProfile() {
        assertThat(error("  - { at: 0, as: u16, point: voltage, note: '${HOME}' }"))
                .contains("HOME");
    }
}
