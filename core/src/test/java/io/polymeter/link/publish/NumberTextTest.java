package io.polymeter.link.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A number is told as it was measured, without digits nobody measured.
class NumberTextTest {

    @ParameterizedTest
    @CsvSource({
        "230.1, 230.1",
        "0, 0",
        "-0.0, 0",
        "16777217, 16777217",
        "4211300123.4, 4211300123.4",
        "2147483648, 2147483648",
        "1e12, 1000000000000",
        "-0.000001, -0.000001",
        "49.99137557, 49.991376",
        "100, 100"
    })
    void aNumberHasNoExponentAndNoNoise(double value, String text) {
        assertThat(NumberText.text(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"230.1, 230.1", "0.07, 0.07", "-4711.3, -4711.3", "16777216, 16777216"})
    void aFloatOfADeviceHasTheDigitsOfAFloat(float value, String text) {
        assertThat(NumberText.text(value)).isEqualTo(text);
    }
}
