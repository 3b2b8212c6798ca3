package io.polymeter.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.polymeter.config.SerialSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineTextTest {

    @ParameterizedTest
    @CsvSource({"9600-8N1, NONE, 1", "19200-8e2, EVEN, 2", "300-8O1, ODD, 1"})
    void aLineIsReadAndWritten(String text, SerialSettings.Parity parity, int stopBits) {
        LineText line = LineText.parse(text);
        assertThat(line.parity()).isEqualTo(parity);
        assertThat(line.stopBits()).isEqualTo(stopBits);
        assertThat(line).hasToString(text.toUpperCase(java.util.Locale.ROOT));
        assertThat(line.settings()).isEqualTo(new SerialSettings(line.baud(), parity, stopBits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9600", "9600-7E1", "9600-8X1", "9600-8N3", "299-8N1", "4000001-8N1", "99999999-8N1"})
    void whatIsNoLineIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineText.parse(text))
                .withMessageContaining("9600-8N1");
    }

    @ParameterizedTest
    @CsvSource({
        ", , , true",
        "9600, , , true",
        "19200, , , false",
        "9600, EVEN, , false",
        ", NONE, 1, true",
        ", , 2, false"
    })
    void whatIsNotWrittenFitsAnyLine(
            @Nullable Integer baud, SerialSettings.@Nullable Parity parity, @Nullable Integer stopBits, boolean fits) {
        assertThat(LineText.parse("9600-8N1").fits(new SerialSettings(baud, parity, stopBits)))
                .isEqualTo(fits);
    }
}
