package io.polymeter.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Words;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class EncodingTest {

    private static Words words(String hex) {
        String[] parts = hex.strip().split(" ", -1);
        int[] values = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = Integer.parseInt(parts[i], 16);
        }
        return Words.of(values);
    }

    private static Words reversed(Words words) {
        int[] values = new int[words.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = words.get(values.length - 1 - i);
        }
        return Words.of(values);
    }

    private static Words encoded(Encoding encoding, double value, boolean lowWordFirst) {
        byte[] bytes = new byte[2 * encoding.registers() + 2];
        assertThat(encoding.encode(value, lowWordFirst, bytes, 2)).isTrue();
        assertThat(bytes[0] | bytes[1]).as("bytes before").isZero();
        return Words.wrap(bytes).slice(1, encoding.registers());
    }

    @ParameterizedTest
    @CsvSource({
        "U16, 1234, 4660",
        "U16, ffff, 65535",
        "I16, 7fff, 32767",
        "I16, 8000, -32768",
        "I16, ffff, -1",
        "SUNSSF, fffe, -2",
        "SUNSSF, fff6, -10",
        "SUNSSF, 000a, 10",
        "U32, 1234 5678, 305419896",
        "U32, ffff fffe, 4294967294",
        "ACC32, 8000 0001, 2147483649",
        "I32, 7fff ffff, 2147483647",
        "I32, 8000 0000, -2147483648",
        "I32, ffff fc18, -1000",
        "U64, 0000 0001 0002 0003, 4295098371",
        "U64, 8000 0000 0000 0000, 9223372036854775808",
        "U64, ffff ffff ffff f800, 18446744073709549568",
        "ACC64, 0020 0000 0000 0000, 9007199254740992",
        "I64, ffff ffff ffff fc18, -1000",
        "I64, 8000 0000 0000 0000, -9223372036854775808",
        "I64, 7fff ffff ffff fc00, 9223372036854774784",
        "F32, 4366 199a, 230.10000610351562",
        "F32, c2f6 e979, -123.45600128173828",
        "F64, 406c c333 3333 3333, 230.1",
    })
    void numbersStandAsTheirTypeSaysInEitherWordOrder(Encoding encoding, String hex, double value) {
        Words words = words(hex);
        assertThat(encoding.decode(words, false)).isEqualTo(value);
        assertThat(encoding.decode(reversed(words), true)).isEqualTo(value);
        assertThat(encoded(encoding, value, false)).isEqualTo(words);
        assertThat(encoded(encoding, value, true)).isEqualTo(reversed(words));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"STRING", "WIDE_STRING", "F32", "F64", "T5", "T6", "T7"})
    void theLeastAndTheGreatestFitAndTheNextDoNot(Encoding encoding) {
        byte[] bytes = new byte[8];
        for (double end : new double[] {encoding.least(), encoding.most()}) {
            assertThat(encoding.decode(encoded(encoding, end, false), false)).isEqualTo(end);
        }
        byte[] untouched = bytes.clone();
        for (double beyond : new double[] {
            Math.min(encoding.least() - 1, Math.nextDown(encoding.least())),
            Math.max(encoding.most() + 1, Math.nextUp(encoding.most())),
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY
        }) {
            assertThat(encoding.encode(beyond, false, bytes, 0))
                    .as("%s", beyond)
                    .isFalse();
            assertThat(bytes).isEqualTo(untouched);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 1",
        "-0.5, 0",
        "2.5, 3",
        "-2.5, -2",
        "0.49999999999999994, 0",
        "1.4999, 1",
        "-1.5001, -2",
        "4503599627370497, 4503599627370497",
        "4503599627370497.5, 4503599627370498",
        "9007199254740993, 9007199254740992"
    })
    void integersAreRoundedHalfUpAndOnce(double value, double rounded) {
        assertThat(Encoding.I64.decode(encoded(Encoding.I64, value, false), false))
                .isEqualTo(rounded);
    }

    @Test
    void unsignedSixtyFourBitsAreTheNearestDouble() {
        Random random = new Random(64);
        for (int i = 0; i < 4000; i++) {
            long bits = i % 3 == 0 ? -1L << random.nextInt(64) | random.nextInt(4) : random.nextLong();
            double nearest = new BigInteger(Long.toUnsignedString(bits)).doubleValue();
            assertThat(Encoding.U64.number(bits)).isEqualTo(nearest);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"STRING", "WIDE_STRING", "F32", "F64", "T5", "T6", "T7"})
    void everyNumberThatADoubleHoldsComesBack(Encoding encoding) {
        Random random = new Random(encoding.registers());
        for (int i = 0; i < 2000; i++) {
            double value = Math.rint(encoding.least() + random.nextDouble() * (encoding.most() - encoding.least()));
            boolean low = random.nextBoolean();
            assertThat(encoding.decode(encoded(encoding, value, low), low)).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "U16, ffff",
        "I16, 8000",
        "SUNSSF, 8000",
        "U32, ffff ffff",
        "I32, 8000 0000",
        "U64, ffff ffff ffff ffff",
        "I64, 8000 0000 0000 0000",
        "F32, 7fc0 0000",
        "F64, 7ff8 0000 0000 0000",
        "ACC32, 0000 0000",
        "ACC64, 0000 0000 0000 0000"
    })
    void notAvailableHasTheBitsOfSunSpec(Encoding encoding, String hex) {
        byte[] bytes = new byte[2 * encoding.registers()];
        encoding.put(encoding.sunspecAbsent(), false, bytes, 0);
        assertThat(Words.wrap(bytes)).isEqualTo(words(hex));
        assertThat(encoding.bits(words(hex), false)).isEqualTo(encoding.sunspecAbsent());
    }

    @ParameterizedTest
    @CsvSource({
        "0012 d687 0000 03e7, false, 1234567999",
        "d687 0012 03e7 0000, true, 1234567999",
        "0000 0000 0000 0001, false, 1",
        "0001 0000 0000 0000, true, 1000"
    })
    void thousandsComeFirstInEitherWordOrder(String hex, boolean low, double value) {
        assertThat(Encoding.KILO32.decode(words(hex), low)).isEqualTo(value);
        assertThat(encoded(Encoding.KILO32, value, low)).isEqualTo(words(hex));
    }

    @ParameterizedTest
    @CsvSource({"0000, 1", "0003, 4", "0007, 8"})
    void aStateThatCountsFromZeroIsThatOfTheOlderModels(String hex, int state) {
        assertThat(Encoding.STATE0.decode(words(hex), false)).isEqualTo(state);
        assertThat(encoded(Encoding.STATE0, state, false)).isEqualTo(words(hex));
        assertThat(Encoding.STATE0.encode(0, false, new byte[2], 0)).isFalse();
    }

    @Test
    void aFloatThatIsTooGreatDoesNotBecomeInfinite() {
        byte[] bytes = new byte[4];
        assertThat(Encoding.F32.encode(1e39, false, bytes, 0)).isFalse();
        assertThat(Encoding.F32.encode(-1e39, false, bytes, 0)).isFalse();
        assertThat(bytes).containsOnly(0);
        assertThat(Encoding.F32.decode(encoded(Encoding.F32, Double.NaN, false), false))
                .isNaN();
    }
}
