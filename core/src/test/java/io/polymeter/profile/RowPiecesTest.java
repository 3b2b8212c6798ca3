package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.point.Unit;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What rows are made of, one by one: words for "no value", states, ties, instants, probes and constants.
class RowPiecesTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "0x7fffffff, I32, 7fffffff",
        "0x80000000, I32, 80000000",
        "-1, U16, ffff",
        "-32768, I16, 8000",
        "65535, U16, ffff",
        "0xffffffffffffffff, U64, ffffffffffffffff",
        "-1, I64, ffffffffffffffff",
        "sunspec, I16, 8000",
        "sunspec, U32, ffffffff",
        "highest, U16, ffff",
        "highest, I16, 7fff",
    })
    void aWordForNoValueHasTheBitsOfItsRow(String text, Encoding encoding, String bits) {
        assertThat(NoValueMarker.parse(text).bits(encoding)).containsExactly(Long.parseUnsignedLong(bits, 16));
    }

    @Test
    void aWordThatIsLongerThanItsRowIsRefused() {
        assertThat(NoValueMarker.parse("none").bits(Encoding.U16)).isEmpty();
        for (String text : List.of("0x10000", "-32769")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NoValueMarker.parse(text).bits(Encoding.U16))
                    .withMessage("the number is longer than the 16 bits of this row");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NoValueMarker.parse("1").bits(Encoding.STRING))
                .withMessageContaining("a text has no number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nan", "None", "0x", "1.5", "99999999999999999999"})
    void whatIsNoWordForNoValueIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NoValueMarker.parse(text))
                .withMessageContaining("found '" + text + "'");
    }

    @Test
    void statesAreReadByRangeAndWrittenByTheirFirst() {
        States states = new States(
                List.of(new States.Entry(0, 3, 8), new States.Entry(0x200, 0x2ff, 4), new States.Entry(9, 9, 8)));
        assertThat(states.value(3)).isEqualTo(8);
        assertThat(states.value(9)).isEqualTo(8);
        assertThat(states.value(0x2ff)).isEqualTo(4);
        assertThat(states.value(4)).isNaN();
        assertThat(states.value(0x300)).isNaN();
        assertThat(states.raw(8)).hasValue(0);
        assertThat(states.raw(4)).hasValue(0x200);
        assertThat(states.raw(7)).isEmpty();
    }

    @Test
    void aMagnitudeIsTiedToItsSignAndAValueToItsScaleFactor() {
        Row.Turn signed = new Row.Turn(0, null, new Row.Sign(9, 0xffff, 1), null);
        Row magnitude = row(4, new Row.Format(Encoding.U16, false, 1, -1, List.of(), -1, signed), null, Row.Part.WHOLE);
        Row scaled = row(20, new Row.Format(Encoding.I16, false, 1, 18, false, -1), null, Row.Part.WHOLE);
        Row free = row(30, format(Encoding.U16), null, Row.Part.WHOLE);
        assertThat(CoherentRegisters.of(List.of(magnitude, scaled, free)))
                .containsExactly(new Range(4, 6), new Range(18, 3));
    }

    @Test
    void anAddressIsCountedAsItsDocumentDoesAndStandsWhereASpanHasIt() {
        Span holding = new Span(new Range(100, 10), Profiles.LIVE, false, false);
        Span next = new Span(new Range(110, 5), Profiles.LIVE, false, false);
        Span input = new Span(new Range(Range.INPUT + 30, 4), Profiles.ENERGY, false, false);
        AddressMapping mapping = new AddressMapping(1, 3, List.of(holding, next, input));
        assertThat(mapping.find(101, 2, null)).isEqualTo(new Range(100, 2));
        assertThat(mapping.find(31, 2, null)).isEqualTo(new Range(Range.INPUT + 30, 2));
        assertThat(mapping.find(31, 2, 3)).isEqualTo(new Range(30, 2));
        assertThat(mapping.find(0, 1, null)).isNull();
        assertThat(mapping.find(65_536, 2, null)).isNull();
        assertThat(mapping.span(new Range(108, 4))).isNull();
        assertThat(mapping.run(new Range(108, 4))).isEqualTo(new Range(100, 15));
        assertThat(mapping.run(new Range(114, 2))).isNull();
    }

    @Test
    void theTwoHalvesOfOneCounterAreTiedOnce() {
        Point energy = Point.parse("active-energy-import").orElseThrow();
        Row low = row(40, format(Encoding.U16), energy, Row.Part.LOW);
        Row high = row(44, format(Encoding.U16), energy, Row.Part.HIGH);
        assertThat(CoherentRegisters.of(List.of(low, high))).containsExactly(new Range(40, 5));
    }

    @Test
    void aGroupIsAsOldAsItsLatestValueAndNamesTellNothing() {
        GroupInstants instants = new GroupInstants(List.of(Profiles.LIVE, Profiles.ENERGY, Profiles.IDENTITY));
        instants.see(Profiles.IDENTITY, 99);
        assertThat(instants.known(Profiles.LIVE)).isFalse();
        assertThat(instants.known(Profiles.IDENTITY)).isTrue();
        assertThat(instants.instant(Profiles.LIVE, 7)).isEqualTo(7);
        instants.see(Profiles.LIVE, -20);
        instants.see(Profiles.LIVE, -30);
        assertThat(instants.known(Profiles.ENERGY)).isTrue();
        assertThat(instants.instant(Profiles.LIVE, 7)).isEqualTo(-20);
        assertThat(instants.instant(Profiles.ENERGY, 7)).isEqualTo(-20);
        assertThat(instants.instant(Profiles.IDENTITY, 7)).isEqualTo(7);
    }

    @Test
    void aProbeIsToldByANumberACodeATextOrASize() {
        Row number = row(0, format(Encoding.U16), null, Row.Part.WHOLE);
        Probe is = new Probe(number.range(), number, List.of(71L, 72L), List.of(), null, null);
        assertThat(is.fits(Words.of(72))).isTrue();
        assertThat(is.fits(Words.of(73))).isFalse();
        assertThat(is.fits(null)).isFalse();
        assertThat(is.isCertain()).isTrue();
        Probe codes = new Probe(number.range(), number, List.of(), List.of(), new Probe.Between(330, 345), null);
        assertThat(codes.fits(Words.of(330))).isTrue();
        assertThat(codes.fits(Words.of(346))).isFalse();
        Row scaled = row(0, new Row.Format(Encoding.U16, false, 0.1, -1, false, -1), null, Row.Part.WHOLE);
        Probe volts = new Probe(scaled.range(), scaled, List.of(), List.of(), null, new Probe.Between(180, 260));
        assertThat(volts.fits(Words.of(2300))).isTrue();
        assertThat(volts.fits(Words.of(230))).isFalse();
        assertThat(volts.isCertain()).isFalse();
        Row text = new Row(
                "Mn",
                new Range(0, 4),
                format(Encoding.STRING),
                Unit.NONE,
                null,
                Row.Part.WHOLE,
                Row.Access.READ,
                Profiles.LIVE,
                "");
        Probe maker = new Probe(text.range(), text, List.of(), List.of("kos"), null, null);
        assertThat(maker.fits(Words.of(0x4b4f, 0x5354, 0, 0))).isTrue();
        assertThat(maker.fits(Words.of(0x4b41, 0x5354, 0, 0))).isFalse();
    }

    @Test
    void aProbeMayAskThatARegisterIsNotThere() {
        Probe refused = new Probe(new Range(7, 1), null, List.of(), List.of(), null, null);
        assertThat(refused.isRefused()).isTrue();
        assertThat(refused.fits(null)).isTrue();
        assertThat(refused.fits(Words.of(1))).isFalse();
        assertThat(refused.asks(new Probe(new Range(7, 1), null, List.of(), List.of(), null, null)))
                .isTrue();
        assertThat(refused.asks(new Probe(new Range(8, 1), null, List.of(), List.of(), null, null)))
                .isFalse();
    }

    private static Profile profile() {
        return new Profiles()
                .span(0, 10, Profiles.LIVE, false)
                .row(0, Encoding.I32, POWER, 1)
                .row(2, Encoding.U32)
                .row(4, Encoding.U16)
                .row(6, Encoding.STRING)
                .build();
    }

    @Test
    void aConstantStandsInItsRowOrInOneOfItsOwn() {
        Profile with =
                Constants.in(profile(), Map.of(4, 0xffffL, 5, 7L, 100, 9L, 2, 0xffffffffL), RowPiecesTest::unexpected);
        assertThat(with.rowAt(4).orElseThrow().fixed()).isEqualTo("65535");
        assertThat(with.rowAt(2).orElseThrow().fixed()).isEqualTo("4294967295");
        assertThat(with.rowAt(5).orElseThrow().name()).isEqualTo("Constant5");
        assertThat(with.spanAt(5).orElseThrow().group()).isEqualTo(Profiles.LIVE);
        assertThat(with.rowAt(100).orElseThrow().fixed()).isEqualTo("9");
        assertThat(with.spanAt(100).orElseThrow().group()).isEqualTo(Profiles.IDENTITY);
        assertThat(with.rows()).isSortedAccordingTo((a, b) -> a.range().compareTo(b.range()));
    }

    private static void unexpected(int address, Object message) {
        throw new AssertionError(address + ": " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 'register 0 shows r0, which is measured'",
        "3, 1, 'register 3 is inside r2; it begins at 2'",
        "4, 65536, 'register 4 has 16 bits'",
        "4, -1, 'register 4 has 16 bits'",
        "2, 4294967296, 'register 2 has 32 bits'",
        "6, 1, 'register 6 is part of the text r6'",
        "50, 65536, 'register 50 has 16 bits'",
    })
    void aConstantNeverTakesThePlaceOfWhatIsMeasured(int address, long word, String message) {
        Map<Integer, String> errors = new LinkedHashMap<>();
        Profile with = Constants.in(profile(), Map.of(address, word), (at, said) -> errors.put(at, said.text()));
        assertThat(errors).containsExactly(Map.entry(address, message));
        assertThat(with.rows()).isEqualTo(profile().rows());
    }

    @Test
    void withoutConstantsTheProfileIsTheSame() {
        Profile profile = profile();
        assertThat(Constants.in(profile, Map.of(), RowPiecesTest::unexpected)).isSameAs(profile);
    }

    @Test
    void aRowIsWrittenBackIntoTheRegistersItCameFromWithTheirScaleFactor() {
        RowCodec codec =
                new RowCodec(row(0, new Row.Format(Encoding.I16, false, 1, 1, false, -1), POWER, Row.Part.WHOLE));
        RegisterImage image = RegisterImage.EMPTY.with(0, Words.of(1234, 0xffff), 42);
        RegisterImage.Segment segment = image.segmentAt(0);
        assertThat(codec.value(image, java.util.Objects.requireNonNull(segment)))
                .isEqualTo(123.4);
        assertThat(codec.instant(image, segment)).isEqualTo(42);
        byte[] bytes = new byte[2];
        assertThat(codec.putAsIn(image, -50.5, bytes)).isTrue();
        assertThat(Words.wrap(bytes)).isEqualTo(Words.of(-505 & 0xffff));
        assertThat(codec.putAsIn(image, 1e6, bytes)).isFalse();
        assertThat(codec.putAsIn(RegisterImage.EMPTY, 1, bytes)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0x8000, 11", "11, 11", "-11, 11"})
    void aScaleFactorThatCannotBeLeavesNoValue(String factor, int unknown) {
        RowCodec codec =
                new RowCodec(row(0, new Row.Format(Encoding.I16, false, 1, 1, false, -1), POWER, Row.Part.WHOLE));
        RegisterImage image = RegisterImage.EMPTY.with(0, Words.of(5, Integer.decode(factor) & 0xffff), 0);
        assertThat(codec.value(image, java.util.Objects.requireNonNull(image.segmentAt(0))))
                .isNaN();
        assertThat(codec.put(1, unknown, new byte[2], 0)).isFalse();
        assertThat(unknown).isEqualTo(RowCodec.UNKNOWN);
    }

    private static RegisterImage.Segment first(RegisterImage image) {
        return java.util.Objects.requireNonNull(image.segmentAt(0));
    }

    /// The factor may come from another read, and makes the value as old as it is itself.
    @ParameterizedTest
    @CsvSource({"10, 5e10, 50", "-10, 5e-10, 50", "1, 50, 3", "0, 5, 70"})
    void aScaleFactorMovesThePointByTenDigitsAtMost(int exponent, double value, long when) {
        RowCodec codec =
                new RowCodec(row(0, new Row.Format(Encoding.I16, false, 1, 9, false, -1), POWER, Row.Part.WHOLE));
        RegisterImage image = RegisterImage.EMPTY.with(0, Words.of(5), 60).with(9, Words.of(exponent & 0xffff), when);
        assertThat(codec.value(image, first(image))).isEqualTo(value);
        assertThat(codec.instant(image, first(image))).isEqualTo(Math.min(60, when));
        byte[] bytes = new byte[2];
        assertThat(codec.putAsIn(image, 3 * value, bytes)).isTrue();
        assertThat(Words.wrap(bytes)).isEqualTo(Words.of(15));
    }

    @Test
    void anOffsetAndASignAreTurnedBackToo() {
        Row.Turn shifted = new Row.Turn(-100, null, null, null);
        RowCodec offset = new RowCodec(
                row(0, new Row.Format(Encoding.U16, false, 1, -1, List.of(), -1, shifted), POWER, Row.Part.WHOLE));
        RegisterImage image = RegisterImage.EMPTY.with(0, Words.of(500), 60);
        assertThat(offset.value(image, first(image))).isEqualTo(400);
        byte[] bytes = new byte[2];
        assertThat(offset.putAsIn(image, 450, bytes)).isTrue();
        assertThat(Words.wrap(bytes)).isEqualTo(Words.of(550));
        Row.Turn signed = new Row.Turn(0, null, new Row.Sign(9, 0xff, 1), null);
        RowCodec magnitude = new RowCodec(
                row(0, new Row.Format(Encoding.U16, false, 1, -1, List.of(), -1, signed), POWER, Row.Part.WHOLE));
        RegisterImage negative = image.with(9, Words.of(0x701), 40);
        assertThat(magnitude.value(negative, first(negative))).isEqualTo(-500);
        assertThat(magnitude.instant(negative, first(negative))).isEqualTo(40);
        assertThat(magnitude.value(image, first(image))).isNaN();
        assertThat(magnitude.putAsIn(negative, -450, bytes)).isTrue();
        assertThat(Words.wrap(bytes)).isEqualTo(Words.of(450));
        assertThat(magnitude.isNegative(-1)).isTrue();
        assertThat(magnitude.isNegative(0)).isFalse();
        assertThat(magnitude.isNegative(Double.NaN)).isNull();
        assertThat(offset.isNegative(-1)).isNull();
    }

    @Test
    void aRowIsThereWhenAllItsPartsAre() {
        RowCodec codec = new RowCodec(row(0, format(Encoding.I16), POWER, Row.Part.WHOLE));
        assertThat(codec.isIn(Readings.NONE)).isFalse();
        Readings readings = Readings.NONE.toBuilder().put(POWER, 5, 77).build();
        assertThat(codec.isIn(readings)).isTrue();
        assertThat(codec.total(readings)).isEqualTo(5);
        assertThat(codec.oldest(readings::instant)).isEqualTo(77);
    }

    private static Row.Format format(Encoding encoding) {
        return new Row.Format(encoding, false, 1, -1, false, -1);
    }

    private static Row row(int address, Row.Format format, @Nullable Point point, Row.Part part) {
        Group group = Profiles.LIVE;
        Range range = new Range(address, format.encoding().registers());
        return new Row("r" + address, range, format, Unit.NONE, point, part, Row.Access.READ, group, "");
    }
}
