package io.polymeter.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Numbers with a power of ten of their own: what they are, and their finest form.
class DecimalExponentTest {

    @ParameterizedTest
    @CsvSource({
        "123456, -3, 123.456",
        "-5, -1, -0.5",
        "7, 0, 7",
        "7, 10, 70000000000",
        "7, -10, 0.0000000007",
        "7, 11, 700000000000",
        "7, -11, 0.00000000007",
        "0, 5, 0"
    })
    void aNumberIsItsDigitsTimesItsPowerOfTen(int digits, int exponent, double value) {
        assertThat(DecimalExponent.number(digits, exponent)).isCloseTo(value, within(Math.abs(value) * 1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        // As many digits as fit into 24 bits.
        "1, false, f9989680", "16.777215, false, faffffff", "16.777216, false, fb19999a", "0, false, 00000000",
        "8.388607, true, fa7fffff", "8.388608, true, fb0ccccd", "-8.388607, true, fa800001", "-1, true, fa f0bdc0",
        "167772150000000000, false, 0affffff",
    })
    void aValueIsWrittenInItsFinestForm(double value, boolean signed, String bits) {
        assertThat(DecimalExponent.bits(value, signed)).isEqualTo(Long.parseLong(bits.replace(" ", ""), 16));
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "NaN, true", "Infinity, true", "1.7e17, false", "8.5e16, true"})
    void whatDoesNotFitIsNotWritten(double value, boolean signed) {
        assertThat(DecimalExponent.bits(value, signed)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 10000",
        "-1, 4278200080",
        "0.5, 5000",
        "0, 0",
        "-0.00004, 4278190080",
        "6.5535, 65535",
        "6.5536, -1",
        "-6.5536, -1"
    })
    void aPowerFactorIsItsSignAndTenThousandths(double value, long bits) {
        assertThat(DecimalExponent.ratio(value)).isEqualTo(bits);
    }
}
