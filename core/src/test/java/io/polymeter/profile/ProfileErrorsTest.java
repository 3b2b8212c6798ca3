package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the readers of a [ProfileFile] refuse, each in its part of the file: [RowReader] and [TurnReader] a row,
/// [RowReferences] what rows say of each other, [SumReader], [ProbeReader], [DeviceDescriptionReader] and [ChainReader]
/// the rest.
class ProfileErrorsTest {

    private static final String HEAD = """
            id: test
            title: Test
            groups:
              live: { fresh-for: 2s, every: 1s }
              energy: { fresh-for: 5m, every: 5s }
              identity: { every: 1h }
            modbus: {}
            """;

    private static final String SPANS = """
            spans:
              - { at: 0, count: 40, group: live }
              - { at: 100, count: 10, group: identity }
            """;

    private final Problems problems = new Problems("t");

    private List<String> told(String text) {
        Profile profile = ProfileLoader.parse(text.getBytes(StandardCharsets.UTF_8), problems);
        assertThat(profile == null).isEqualTo(!problems.sorted().isEmpty());
        return problems.sorted().stream()
                .map(Problem::toString)
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "as: u16, point: voltage, scale: 0|scale: the scale is greater than 0",
                "as: u16, point: voltage, scale: -1"
                        + "|scale: the scale is greater than 0; a device that counts the other way has `part: negated`",
                "as: u16, point: voltage, unit: kg|unit: there is no unit 'kg'; known are W, var",
                "as: u16, point: voltage, unit: W|unit: voltage is in V, not in W",
                "as: string, count: 2, point: voltage|as: voltage is a number",
                "as: u16, point: serial|as: serial is a text",
                "as: u16|: needs a point or a name",
                "as: u16, name: a, part: low|part: only a point has parts",
                "as: u16, point: voltage, fixed: 230|fixed: voltage is measured and cannot be fixed",
                "as: u16, name: a, fixed: x|fixed: 'x' is not a number",
                "as: u16, name: a, total-of: [voltage, nothing]|total-of: there is no measured point 'nothing'",
                "as: u16, name: a, total-of: [voltage, current]"
                        + "|total-of: points of different units cannot be added",
                "as: u16, point: voltage, total-of: [current, current]"
                        + "|total-of: a row is a point, a constant, a text or a total",
                "as: u16, point: voltage, absent: [none, 1]|absent: 'none' cannot be combined",
                "as: u16, point: voltage, absent: 65536|absent: the number is longer than the 16 bits of this row",
                "as: u16, point: voltage, scale-by: { at: [90] }|scale-by: 90 is outside every span",
                "as: u16, point: voltage, scale-by: { at: [1] }"
                        + "|scale-by: its registers need rows of their own, of one register each",
                "as: u16, point: current, sign: { at: 90 }|sign: 90 is outside every span",
                "as: u16, point: current, sign: { at: 1 }"
                        + "|sign: its register needs a u16 row of its own, without a point and without `fixed`",
                "as: u16, point: state, states: { x: 1 }"
                        + "|states: 'x' is not a number or a range such as 0x200..0x2ff",
                "as: u16, point: state, states: { 3..1: 1 }|states: '3..1' is there already, or runs backwards",
                "as: u16, point: state, states: { 1..3: 1, 2: 2 }|states: '2' is there already, or runs backwards",
                "as: u16, point: state, states: { 65536: 1 }|states: '65536' does not fit the row's encoding",
                "as: f32, point: state, states: { 1: 1 }|states: only u16, i16, u32 and i32 without a scale",
            })
    void aRowIsRefusedByTheKeyThatIsWrong(String row, String message) {
        String[] parts = message.split(": ", 2);
        String path = parts[0].isEmpty() ? "registers: " : "registers[0]." + parts[0] + ": ";
        assertThat(told(HEAD + SPANS + "registers:\n  - { at: 0, " + row + " }\n"))
                .singleElement()
                .asString()
                .startsWith(path + parts[1]);
    }

    @Test
    void stepsOfAScaleRise() {
        assertThat(told(HEAD + SPANS + """
                registers:
                  - { at: 0, as: u16, point: voltage, scale-by: { at: [1], steps: [{ below: 5, scale: 1 },
                      { below: 5, scale: 2 }] } }
                  - { at: 1, as: u16, name: Ratio }
                """))
                .containsExactly(
                        "registers[0].scale-by: steps stand in rising order, each with a scale greater than 0");
    }

    @Test
    void theTwoHalvesOfACounterComeFromOneReadAndFit() {
        assertThat(told(HEAD + SPANS + """
                registers:
                  - { at: 0, as: u16, point: active-energy-import, part: low, name: Low }
                  - { at: 100, as: u16, scale: 1.5, point: active-energy-import, part: high, name: High }
                """))
                .containsExactlyInAnyOrder(
                        "registers[0].part: the `part: high` stands in another span: both must come from one read",
                        "registers[0].scale: the scale of the `part: high` is a multiple of that of the `part: low`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ point: dc-power, of: [dc-power.S1, dc-power.S3] }|nothing has dc-power.S3",
                "{ point: dc-power, of: [dc-power.S1] }|a sum has two parts at least",
                "{ point: voltage, of: [dc-power.S1, dc-power.S2] }|dc-power.S1 and voltage are not in one unit",
                "{ point: active-power, of: [dc-power.S1, dc-power.S2] }|active-power is there already",
                "{ point: nothing, of: [dc-power.S1, dc-power.S2] }|there is no",
            })
    void aSumAddsWhatIsThereToWhatIsNot(String sum, String message) {
        assertThat(told(HEAD + SPANS + """
                registers:
                  - { at: 0, as: u16, point: dc-power.S1 }
                  - { at: 1, as: u16, point: dc-power.S2 }
                  - { at: 2, as: u16, point: active-power }
                sums:
                """ + "  - " + sum + "\n"))
                .first()
                .asString()
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ at: 70000, is: 1 }|probe[0].at: 70000: an address is 0 to 65535",
                "{ at: 5, is: 1 }|probe[0].at: no row begins at 5",
                "{ at: 0 }|probe[0]: a number is told by 'is', by two 'codes' or by two values 'between', a text by",
                "{ at: 0, is: 1, codes: [1, 2] }|probe[0]: a number is told by 'is'",
                "{ at: 0, text: x }|probe[0]: a number is told by 'is'",
                "{ at: 2, is: 1 }|probe[0]: a number is told by 'is'",
                "{ at: 7, refused: true }|probe[0].at: a span has this register: then it is not refused",
            })
    void aDeviceIsToldInOneWay(String probe, String message) {
        assertThat(told(HEAD + SPANS + """
                registers:
                  - { at: 0, as: u16, point: voltage }
                  - { at: 2, as: string, count: 4, point: serial }
                probe:
                """ + "  - " + probe + "\n"))
                .singleElement()
                .asString()
                .startsWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readers: [{ name: A, at: 65530, count: 10, source: s }]"
                        + "|readers: 65530 and 9 more: an address is 0 to 65535",
                "holes: [{ at: 65535, count: 2, source: s }]|holes: 65535 and 1 more: an address is 0 to 65535",
                "holes: [{ at: 50, count: 5, source: s }, { at: 54, count: 1, source: s }]"
                        + "|holes: another run of holes has some of",
                "parts: [Other_Device]|parts[0]: 'Other_Device' is not the id of a profile",
                "parts: [other, other]|parts[1]: 'other' is named already",
                "parts: [test]|parts[0]: 'test' is named already",
            })
    void whatIsKnownAboutADeviceHasItsPlace(String more, String message) {
        assertThat(told(HEAD + SPANS + "registers: [{ at: 0, as: u16, point: voltage }]\n" + more + "\n"))
                .singleElement()
                .asString()
                .startsWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "models: [1, 999]|sunspec.models[1]: the model 999 is not known",
                "models: [213]|sunspec.models: a declared chain needs its models, starting with 1",
                "models: [1], fixed: { Mnn: x }|sunspec.fixed.Mnn: no model of the chain has 'Mnn'; did you mean 'Mn'?",
                "models: [1], fixed: { DA: x }|sunspec.fixed.DA: 'x' is not a whole number",
                "models: [1, 201]|sunspec.fixed: the scale factor A_SF is needed: a whole number, -10 to 10, or -2..2",
            })
    void aDeclaredChainIsWhole(String chain, String message) {
        assertThat(told(HEAD + "sunspec: { base: 40000, " + chain + " }\n"))
                .first()
                .asString()
                .isEqualTo(message);
    }

    @Test
    void aDeclaredChainIsPlainRowsFromItsMarkerToItsEnd() {
        Profile profile = ProfileLoader.parse(
                (HEAD + "sunspec: { base: 40000, models: [1], fixed: { Mn: Maker, DA: unit } }\n")
                        .getBytes(StandardCharsets.UTF_8),
                problems);
        assertThat(problems.sorted()).isEmpty();
        Profile read = Objects.requireNonNull(profile);
        assertThat(read.rowAt(40000).orElseThrow().fixed()).isEqualTo("1400204883");
        assertThat(read.rowAt(40002).orElseThrow().fixed()).isEqualTo("1");
        assertThat(read.rowAt(40003).orElseThrow().fixed()).isEqualTo("66");
        assertThat(read.rowAt(40004).orElseThrow().fixed()).isEqualTo("Maker");
        assertThat(read.rowAt(40070).orElseThrow().fixed()).isEqualTo("65535");
        assertThat(read.rowAt(40071).orElseThrow().fixed()).isEqualTo("0");
        assertThat(read.spans())
                .singleElement()
                .satisfies(span -> assertThat(span.range().count()).isEqualTo(72));
    }
}
