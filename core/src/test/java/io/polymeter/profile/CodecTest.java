package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Words;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.register.Encoding;
import io.polymeter.register.RegisterImage;
import java.lang.management.ManagementFactory;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CodecTest {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point VOLTAGE = Point.of(Quantity.VOLTAGE, Phase.L1);
    private static final Point CURRENT = Point.of(Quantity.CURRENT, Phase.L1);
    private static final Point SERIAL = Point.of(Quantity.SERIAL);

    /// 0 import, 2 export, 4 voltage (int, scale factor at 9), 5 current negated, 7 serial, 9 the scale factor.
    private static final Profile PROFILE = new Profiles()
            .span(0, 10, Profiles.LIVE, false)
            .add(0, format(Encoding.U32, 0.1, -1, false), POWER, Row.Part.IMPORT)
            .add(2, format(Encoding.U32, 0.1, -1, false), POWER, Row.Part.EXPORT)
            .add(4, format(Encoding.I16, 1, 9, true), VOLTAGE, Row.Part.WHOLE)
            .add(5, format(Encoding.I32, 0.001, -1, true), CURRENT, Row.Part.NEGATED)
            .add(7, format(Encoding.STRING, 1, -1, false), SERIAL, Row.Part.WHOLE)
            .build();

    private final Codec codec = Codec.of(PROFILE);

    private static Row.Format format(Encoding encoding, double scale, int scaleAt, boolean absent) {
        return new Row.Format(encoding, false, scale, scaleAt, absent, -1);
    }

    private static RegisterImage image(int... words) {
        return RegisterImage.EMPTY.with(0, Words.of(words), 100);
    }

    @Test
    void aPointIsItsImportLessItsExport() {
        assertThat(codec.decode(image(0, 2305, 0, 0)).value(POWER)).isEqualTo(230.5);
        assertThat(codec.decode(image(0, 0, 0, 2305)).value(POWER)).isEqualTo(-230.5);
        assertThat(codec.decode(image(1, 0, 0, 1)).value(POWER)).isEqualTo(6553.5);
    }

    @Test
    void aPointOfWhichOneSideIsMissingIsAbsent() {
        assertThat(codec.decode(image(0, 2305)).has(POWER)).isFalse();
        assertThat(codec.decode(image(0, 2305, 0)).has(POWER)).isFalse();
        assertThat(codec.decode(RegisterImage.EMPTY.with(2, Words.of(0, 5), 1)).has(POWER))
                .isFalse();
        assertThat(codec.decode(RegisterImage.EMPTY).has(POWER)).isFalse();
    }

    @Test
    void aPointIsAsOldAsTheOldestOfItsRegisters() {
        RegisterImage image = image(0, 1, 0, 2, 2301, 0, 0, 0, 0, 0xffff)
                .with(3, Words.of(7), 50)
                .with(9, Words.of(0xffff), 60);
        Readings readings = codec.decode(image);
        assertThat(readings.instant(POWER)).isEqualTo(50);
        assertThat(readings.instant(VOLTAGE)).as("its scale factor is older").isEqualTo(60);
        assertThat(readings.value(POWER)).isCloseTo(-0.6, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void aScaleFactorMovesThePointAndWithoutItThereIsNoValue() {
        assertThat(codec.decode(image(0, 0, 0, 0, 2301, 0, 0, 0, 0, 0xffff)).value(VOLTAGE))
                .isEqualTo(230.1);
        assertThat(codec.decode(image(0, 0, 0, 0, 23, 0, 0, 0, 0, 1)).value(VOLTAGE))
                .isEqualTo(230);
        assertThat(codec.decode(image(0, 0, 0, 0, 23, 0, 0, 0, 0, 0x8000)).has(VOLTAGE))
                .isFalse();
        assertThat(codec.decode(image(0, 0, 0, 0, 23, 0, 0, 0, 0, 11)).has(VOLTAGE))
                .isFalse();
        assertThat(codec.decode(image(0, 0, 0, 0, 23)).has(VOLTAGE)).isFalse();
    }

    @Test
    void notAvailableIsAbsentOnlyWhereTheRowSaysSo() {
        assertThat(codec.decode(image(0, 0, 0, 0, 0x8000, 0, 0, 0, 0, 0)).has(VOLTAGE))
                .isFalse();
        assertThat(codec.decode(image(0, 0, 0, 0, 0, 0x8000, 0, 0, 0, 0)).has(CURRENT))
                .isFalse();
        assertThat(codec.decode(image(0xffff, 0xffff, 0, 0)).value(POWER)).isEqualTo(429496729.5);
    }

    @Test
    void aDeviceThatCountsTheOtherWayIsTurnedRound() {
        Readings readings = codec.decode(image(0, 0, 0, 0, 0, 0xffff, 0xfc18));
        assertThat(readings.value(CURRENT)).isEqualTo(1);
        assertThat(codec.encode(readings, 1).words(5, 2)).isEqualTo(Words.of(0xffff, 0xfc18));
        assertThat(codec.decode(image(0, 0, 0, 0, 0, 0, 0)).value(CURRENT))
                .isZero()
                .hasToString("0.0");
    }

    @Test
    void textEndsAtItsPaddingAndIsCutToItsRow() {
        RegisterImage image = image(0, 0, 0, 0, 0, 0, 0, 0x4142, 0x2000, 0);
        assertThat(codec.decode(image).text(SERIAL)).isEqualTo("AB");
        assertThat(codec.decode(image(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).has(SERIAL))
                .as("empty")
                .isFalse();
        Readings named = Readings.NONE.toBuilder().put(SERIAL, "4711x", 1).build();
        assertThat(codec.encode(named, 1).words(7, 2)).isEqualTo(Words.of(0x3437, 0x3131));
    }

    @Test
    void whatIsAbsentOrDoesNotFitIsNotEncoded() {
        assertThat(codec.encode(Readings.NONE, 1).segments()).isEmpty();
        Readings power =
                Readings.NONE.toBuilder().put(POWER, -1e9, 1).put(CURRENT, 2, 1).build();
        RegisterImage image = codec.encode(power, 9);
        assertThat(image.words(0, 2)).as("the import of an export").isEqualTo(Words.of(0, 0));
        assertThat(image.covers(2, 1)).as("too great").isFalse();
        assertThat(image.words(4, 1)).as("no voltage").isEqualTo(Words.of(0x8000));
        assertThat(image.words(5, 2)).isEqualTo(Words.of(0xffff, 0xf830));
        assertThat(image.oldestAge(5, 2, 10)).isEqualTo(1);
    }

    @Test
    void aRowIsReadAloneToo() {
        Row power = PROFILE.rows().getFirst();
        assertThat(Codec.value(power, image(0, 15))).isEqualTo(OptionalDouble.of(1.5));
        assertThat(Codec.value(power, image(0))).isEmpty();
        assertThat(Codec.value(PROFILE.rows().getLast(), image(1, 2, 3, 4, 5, 6, 7, 0x4142, 0, 0)))
                .isEmpty();
    }

    @Test
    void decodingAndEncodingAllocateLittleMoreThanTheirResult() {
        Codec ksem = Codec.of(Catalog.builtIn().find("kostal-ksem").orElseThrow());
        int[] words = new int[148];
        java.util.Arrays.fill(words, 1);
        RegisterImage image = image(words);
        Readings readings = ksem.decode(image);
        // Values, instants and marks of every point are the result; an image is its registers and their runs.
        long result = Point.count() * 17L;
        assertThat(allocated(() -> ksem.decode(image))).isLessThan(result + 500);
        assertThat(allocated(() -> ksem.encode(readings, 1))).isLessThan(3000);
    }

    private static long allocated(Runnable work) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 200; i++) {
            work.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            work.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / 100;
    }
}
