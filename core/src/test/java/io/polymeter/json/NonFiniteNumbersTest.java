package io.polymeter.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonFiniteNumbersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\":NaN}|{\"a\":\"NaN\"}",
                "[nan, -Infinity,+inf]|[\"nan\", \"-Infinity\",\"+inf\"]",
                "{\"NaN\":1}|{\"NaN\":1}",
                "{\"a\":\"x NaN y\"}|{\"a\":\"x NaN y\"}",
                "{\"a\":\"\\\" NaN\"}|{\"a\":\"\\\" NaN\"}",
                "[banana, NaNs, 1e9, infinite]|[banana, NaNs, 1e9, infinite]",
                "[\"open NaN|[\"open NaN",
                "[\"open\\|[\"open\\",
            })
    void onlyAWordThatIsNoNumberIsQuoted(String text, String quoted) {
        assertThat(NonFiniteNumbers.quoted(text)).isEqualTo(quoted);
    }

    @Test
    void anEmptyTextIsEmpty() {
        assertThat(NonFiniteNumbers.quoted("")).isEmpty();
    }
}
