package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Role;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What few devices need: each word read from a file, left to right and right to left, and refused where it is wrong.
class RowWordsTest {

    private static final String HEAD = """
            id: test
            title: Test
            modbus: { functions: [4] }
            groups:
              live: { fresh-for: 2s, every: 1s }
              identity: { every: 1h }
            spans:
              - { at: 0, count: 40, group: live }
              - { at: 100, count: 10, group: identity }
              - { at: 0, count: 20, group: identity, function: 3 }
            """;

    private final Problems problems = new Problems("test.yaml");

    private Profile profile(String more, String... rows) {
        String text = HEAD + more + "registers:\n" + String.join("\n", rows) + "\n";
        Profile profile = ProfileLoader.parse(text.getBytes(StandardCharsets.UTF_8), problems);
        assertThat(problems.sorted()).isEmpty();
        return Objects.requireNonNull(profile);
    }

    private String error(String more, String... rows) {
        String text = HEAD + more + "registers:\n" + String.join("\n", rows) + "\n";
        assertThat(ProfileLoader.parse(text.getBytes(StandardCharsets.UTF_8), problems))
                .isNull();
        List<Problem> found = problems.sorted();
        assertThat(found).hasSize(1);
        return found.getFirst().toString();
    }

    private static RegisterImage image(int address, int... words) {
        return RegisterImage.EMPTY.with(address, Words.of(words), 7);
    }

    private static Point point(String name) {
        return Point.parse(name).orElseThrow();
    }

    private static double value(Profile profile, RegisterImage image, String point) {
        return Codec.of(profile).decode(image).value(point(point));
    }

    /// The words at an address after decoding and encoding again.
    private static String again(Profile profile, RegisterImage image, int address, int count) {
        Codec codec = Codec.of(profile);
        Words words = codec.encode(codec.decode(image), 7).words(address, count);
        return words == null ? "absent" : words.toString();
    }

    private static void comesBack(Profile profile, RegisterImage image, int address, int count) {
        assertThat(again(profile, image, address, count)).isEqualTo(String.valueOf(image.words(address, count)));
    }

    @Test
    void aDeviceSaysWhatItIsAndWhoReadsIt() {
        Profile profile = profile("""
                maker: Somebody
                role: storage
                confidence: one-source
                source: a document; another one
                note: RTU only
                parts: [test-grid]
                readers: [{ name: Inverter, function: 4, at: 10, count: 5, every: 1s, source: seen }]
                """, "  - { at: 0, as: i16, point: active-power }");
        assertThat(profile.about())
                .isEqualTo(new DeviceDescription(
                        "Somebody",
                        Role.STORAGE,
                        DeviceDescription.Confidence.ONE_SOURCE,
                        List.of("a document", "another one"),
                        List.of(new DeviceDescription.Reader("Inverter", 4, 10, 5, Duration.ofSeconds(1), "seen")),
                        List.of("test-grid"),
                        List.of(),
                        "RTU only",
                        false));
    }

    @Test
    void severalNumbersMeanNoValueAndTheFirstIsTheWordForIt() {
        Profile profile = profile(
                "",
                "  - { at: 0, as: i32, point: active-power, absent: [0x7fffffff, 0x80000000] }",
                "  - { at: 2, as: i16, point: current, absent: -1 }");
        assertThat(value(profile, image(0, 0x7fff, 0xffff), "active-power")).isNaN();
        assertThat(value(profile, image(0, 0x8000, 0), "active-power")).isNaN();
        assertThat(value(profile, image(0, 0x7fff, 0xfffe), "active-power")).isEqualTo(0x7ffffffe);
        assertThat(value(profile, image(2, 0xffff), "current")).isNaN();
        Readings current = Readings.NONE.toBuilder().put(point("current"), 3, 7).build();
        assertThat(Codec.of(profile).encode(current, 7).words(0, 2))
                .hasToString(Words.of(0x7fff, 0xffff).toString());
    }

    @Test
    void whatMakesOneValueStandsInOneSpan() {
        assertThat(error(
                        "",
                        "  - { at: 0, as: u16, point: current, sign: { at: 100 } }",
                        "  - { at: 100, as: u16, name: Sign }"))
                .endsWith("sign: it stands in another span: sign and magnitude must come from one read");
    }

    @ParameterizedTest
    @CsvSource({"u16, 65535", "i16, 32767", "u32, -1", "i32, 2147483647"})
    void theGreatestNumberMayMeanNoValue(String encoding, int word) {
        Profile profile = profile("absent: highest\n", "  - { at: 0, as: " + encoding + ", point: active-power }");
        int[] words = encoding.endsWith("16") ? new int[] {word} : new int[] {word >>> 16, word & 0xffff};
        assertThat(value(profile, image(0, words), "active-power")).isNaN();
        words[words.length - 1]--;
        assertThat(value(profile, image(0, words), "active-power")).isGreaterThan(32_000);
    }

    @Test
    void theSignOfAMagnitudeStandsInAnotherRegister() {
        Profile profile = profile(
                "",
                "  - { at: 0, as: u32, scale: 0.01, point: active-power, sign: { at: 2 } }",
                "  - { at: 2, as: u16, name: Sign }",
                "  - { at: 4, as: u16, point: reactive-power, sign: { at: 6, mask: 0x0c, negative: 0x04 } }",
                "  - { at: 5, as: u16, point: current, part: negated, sign: { at: 6, mask: 0x30, negative: 0x10 } }",
                "  - { at: 6, as: u16, name: Bits }");
        assertThat(value(profile, image(0, 0, 1234, 1), "active-power")).isEqualTo(-12.34);
        assertThat(value(profile, image(0, 0, 1234, 0), "active-power")).isEqualTo(12.34);
        assertThat(value(profile, image(0, 0, 1234), "active-power")).isNaN();
        assertThat(value(profile, image(4, 5, 9, 0x04), "reactive-power")).isEqualTo(-5);
        assertThat(value(profile, image(4, 5, 9, 0x14), "current")).isEqualTo(9);
        comesBack(profile, image(0, 0, 1234, 1), 0, 3);
        comesBack(profile, image(0, 0, 1234, 0), 0, 3);
        comesBack(profile, image(4, 5, 9, 0x14), 4, 3);
        assertThat(again(profile, RegisterImage.EMPTY, 2, 1)).isEqualTo("absent");
    }

    @Test
    void aCounterMayBeInTwoRegistersThatStandApart() {
        Profile profile = profile(
                "",
                "  - { at: 0, as: u16, scale: 0.1, unit: kWh, point: active-energy-import, part: low, name: Low }",
                "  - { at: 2, as: u16, scale: 6553.6, unit: kWh, point: active-energy-import, part: high, name: High }");
        RegisterImage image = image(0, 0xfffe).with(2, Words.of(3), 7);
        assertThat(value(profile, image, "active-energy-import")).isEqualTo(0x3_fffeL * 100);
        comesBack(profile, image, 0, 1);
        comesBack(profile, image, 2, 1);
        assertThat(value(profile, image(0, 1), "active-energy-import")).isNaN();
    }

    @Test
    void otherRegistersMayChooseTheScale() {
        Profile profile = profile(
                "",
                "  - { at: 0, as: u16, point: active-power, scale-by: { at: [100, 101] } }",
                "  - { at: 1, as: u16, unit: kWh, point: active-energy-import,"
                        + " scale-by: { at: [100, 101], steps: [{ below: 10, scale: 0.01 }, { below: 100, scale: 0.1 },"
                        + " { scale: 1 }] } }",
                "  - { at: 100, as: u16, fixed: 40, name: CtRatio }",
                "  - { at: 101, as: u16, fixed: 2, name: VtRatio }");
        assertThat(value(profile, image(0, 5).with(100, Words.of(6, 3), 7), "active-power"))
                .isEqualTo(90);
        assertThat(value(profile, image(1, 5).with(100, Words.of(3, 3), 7), "active-energy-import"))
                .isEqualTo(50);
        assertThat(value(profile, image(1, 5).with(100, Words.of(300, 3), 7), "active-energy-import"))
                .isEqualTo(5_000);
        assertThat(value(profile, image(0, 5), "active-power"))
                .as("its ratio is not known")
                .isNaN();
        assertThat(value(profile, image(0, 5).with(100, Words.of(0, 0), 7), "active-power"))
                .isNaN();
        comesBack(profile, image(0, 5, 7).with(100, Words.of(40, 2), 7), 0, 2);
    }

    @Test
    void aNumberMayHaveAnOffset() {
        Profile profile =
                profile("", "  - { at: 0, as: u16, scale: 0.1, offset: -100, point: cell-temperature, name: T }");
        assertThat(value(profile, image(0, 1234), "cell-temperature"))
                .isCloseTo(23.4, org.assertj.core.data.Offset.offset(1e-9));
        comesBack(profile, image(0, 1234), 0, 1);
    }

    @Test
    void theNumbersOfAStateAreTurnedIntoThoseOfThePoint() {
        Profile profile =
                profile("", "  - { at: 0, as: u16, point: state, states: { 0..3: 8, 0x200: 4, 5: 7, 6: 7 } }");
        assertThat(value(profile, image(0, 2), "state")).isEqualTo(8);
        assertThat(value(profile, image(0, 0x200), "state")).isEqualTo(4);
        assertThat(value(profile, image(0, 9), "state"))
                .as("nothing that is known")
                .isNaN();
        comesBack(profile, image(0, 0x200), 0, 1);
        assertThat(again(profile, image(0, 6), 0, 1)).isEqualTo(Words.of(5).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "t5, fe, 3039, 123.45",
        "t5, 02, 3039, 1234500",
        "t6, fe, 3039, 123.45",
        "t6, 0, ffcfc7, -12345",
        "t7, 0, 2694, 0.9876",
        "t7, ff, 2694, -0.9876",
        "t7, 0, ff2694, 0.9876"
    })
    void theFormatsOfIskraCarryTheirPowerOfTen(String encoding, String exponent, String digits, double expected) {
        Profile profile = profile("", "  - { at: 0, as: " + encoding + ", name: P, point: power-factor }");
        int bits = Integer.parseInt(exponent, 16) << 24 | Integer.parseInt(digits, 16);
        assertThat(value(profile, image(0, bits >>> 16, bits & 0xffff), "power-factor"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"t5, 230.12", "t6, -230.12", "t7, -0.9876", "t5, 0"})
    void theyAreWrittenAsFineAsTheyMayBe(String encoding, double value) {
        Profile profile = profile("", "  - { at: 0, as: " + encoding + ", name: P, point: power-factor }");
        Readings readings =
                Readings.NONE.toBuilder().put(point("power-factor"), value, 7).build();
        RegisterImage image = Codec.of(profile).encode(readings, 7);
        assertThat(value(profile, image, "power-factor")).isEqualTo(value);
        comesBack(profile, image, 0, 2);
    }

    @Test
    void aNumberThatTheyCannotHoldIsNotShown() {
        Profile profile = profile("", "  - { at: 0, as: t5, name: P, point: power-factor }");
        Readings readings =
                Readings.NONE.toBuilder().put(point("power-factor"), -1, 7).build();
        assertThat(Codec.of(profile).encode(readings, 7).words(0, 2)).isNull();
    }

    @Test
    void aTextMayHaveOneCharacterARegister() {
        Profile profile = profile("", "  - { at: 0, as: wide-string, count: 5, point: model }");
        RegisterImage image = image(0, 'S', 'O', 'C', 'O', 0);
        assertThat(Codec.of(profile).decode(image).text(point("model"))).isEqualTo("SOCO");
        comesBack(profile, image, 0, 5);
    }

    @Test
    void anAddressMayBeAnotherRegisterUnderAnotherFunctionCode() {
        Profile profile = profile(
                "",
                "  - { at: 0, as: u16, point: voltage.L1 }",
                "  - { at: 0, as: string, count: 4, function: 3, point: serial }",
                "  - { at: 30, as: u16, point: voltage.L2 }");
        RegisterImage image = image(0, 230).with(Range.HOLDING, Words.of(0x4142, 0x4300, 0, 0), 7);
        assertThat(value(profile, image, "voltage.L1")).isEqualTo(230);
        assertThat(Codec.of(profile).decode(image).text(point("serial"))).isEqualTo("ABC");
        comesBack(profile, image, Range.HOLDING, 4);
        assertThat(profile.functions()).containsExactly(3, 4);
        assertThat(profile.tables()).containsExactly(3);
        assertThat(profile.spans().getLast().range()).hasToString("holding 0-19");
        assertThat(profile.spans().getLast().range().function(4)).isEqualTo(3);
        assertThat(profile.spans().getFirst().range().function(4)).isEqualTo(4);
    }

    @Test
    void aPointMayBeOtherPointsTogether() {
        Profile profile = profile(
                "sums: [{ point: dc-power, of: [dc-power.S1, dc-power.S2] }]\n",
                "  - { at: 0, as: u16, point: dc-power.S1 }",
                "  - { at: 1, as: u16, point: dc-power.S2 }");
        RegisterImage image = image(0, 300).with(1, Words.of(44), 5);
        Readings readings = Codec.of(profile).decode(image);
        assertThat(readings.value(point("dc-power"))).isEqualTo(344);
        assertThat(readings.derived(point("dc-power"))).isTrue();
        assertThat(readings.instant(point("dc-power"))).isEqualTo(5);
        assertThat(value(profile, image(0, 300), "dc-power")).isNaN();
        assertThat(profile.groupOf(point("dc-power")).orElseThrow().name()).isEqualTo("live");
    }

    @Test
    void aStringThatTheDeviceHasNotIsLeftOutOfTheSum() {
        Profile profile = profile(
                "sums: [{ point: dc-power, of: [dc-power.S1], also: [dc-power.S2] }]\n",
                "  - { at: 0, as: u16, point: dc-power.S1 }",
                "  - { at: 1, as: u16, point: dc-power.S2, absent: 0xffff }");
        assertThat(value(profile, image(0, 300, 0xffff), "dc-power")).isEqualTo(300);
        assertThat(value(profile, image(0, 300, 44), "dc-power")).isEqualTo(344);
        assertThat(value(profile, image(1, 44), "dc-power")).isNaN();
    }

    @Test
    void aCounterThatSomeDevicesCountDownwardsIsTakenWithoutItsSign() {
        Profile profile = profile("", "  - { at: 0, as: i16, point: active-energy-export, part: absolute }");
        assertThat(value(profile, image(0, 0xfffe), "active-energy-export")).isEqualTo(2);
        comesBack(profile, image(0, 2), 0, 1);
    }

    @Test
    void aWriteMayBeAcknowledgedWithoutEffect() {
        Profile profile = profile(
                "", "  - { at: 0, as: u16, accept: true, name: A }", "  - { at: 1, as: u16, access: write, name: B }");
        assertThat(profile.accepts(0, 1)).isTrue();
        assertThat(profile.accepts(0, 2)).isFalse();
        assertThat(profile.accepts(1, 1)).isFalse();
        assertThat(profile.accepts(2, 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "as: i16, point: current, absent: 0x7fffffff | absent: the number is longer than the 16 bits of this row",
                "as: string, count: 2, point: serial, absent: [7] | a text has no number that means 'no value'",
                "as: u16, point: current, absent: never | expected none, sunspec, highest or a raw number",
                "as: u16, point: current, sign: { at: 9 } | its register needs a u16 row of its own",
                "as: u16, point: current, sign: { at: 99 } | 99 is outside every span",
                "as: u16, point: current, scale-by: { at: [9] } | its registers need rows of their own",
                "as: f32, point: state, states: { 1: 4 } | only u16, i16, u32 and i32 without a scale have states",
                "as: u16, point: state, states: { one: 4 } | 'one' is not a number or a range such as 0x200..0x2ff",
                "as: u16, point: state, states: { 70000: 4 } | '70000' does not fit the row's encoding",
                "as: u16, point: current, part: low | current has no row with `part: high`",
                "as: u16, access: write, accept: true, name: x | a write is passed on (`access`)",
                "as: u16, function: 5, name: x | from 3 to 4"
            })
    void whatCannotBeIsSaidWhereItStands(String row, String expected) {
        assertThat(error("", "  - { at: 0, " + row + " }"))
                .startsWith("test.yaml:12:")
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "sums: [{ point: dc-power, of: [current, voltage] }] | current and dc-power are not in one unit",
                "sums: [{ point: current, of: [current, voltage] }] | current is there already",
                "sums: [{ point: dc-power, of: [dc-power.S9, current] }] | there is no number 'dc-power.S9'",
                "parts: [test] | 'test' is named already",
                "parts: [No] | 'No' is not the id of a profile",
                "readers: [{ name: x, at: 65535, count: 2, source: y }] | an address is 0 to 65535",
                "probe: [{ at: 5, refused: true }] | a span has this register: then it is not refused",
                "probe: [{ at: 0, is: 3, codes: [1, 2] }] | a number is told by 'is'",
                "probe: [{ at: 0, text: x }] | a number is told by 'is'",
                "role: meter | role"
            })
    void whatADeviceCannotBeIsSaidWhereItStands(String more, String expected) {
        String rows = "  - { at: 0, as: u16, point: current }\n  - { at: 1, as: u16, point: voltage }";
        String text = HEAD + more + "\nregisters:\n" + rows + "\n";
        assertThat(ProfileLoader.parse(text.getBytes(StandardCharsets.UTF_8), problems))
                .isNull();
        assertThat(problems.sorted())
                .extracting(Problem::toString)
                .anySatisfy(line -> assertThat(line).startsWith("test.yaml:11:").contains(expected));
    }
}
