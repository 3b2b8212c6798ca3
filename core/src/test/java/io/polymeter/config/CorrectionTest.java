package io.polymeter.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrectionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ sign: 0 }                             | sign: expected 1 or -1, found 0",
                "{ sign: 2 }                             | sign: expected a whole number from -1",
                "{ scale: 0 }                            | scale: expected a factor above 0",
                "{ phases: [L1, L1, L2] }                | phases: expected each of L1, L2 and L3 once",
                "{ reversed: [L1, L1] }                  | reversed: a phase is listed twice",
                "{ reversed: [L1, L2, L3] }              | reversed: all three phases: write 'sign: -1'",
                "{ points: { voltage: { scale: -1 } } }  | scale: expected a factor above 0",
            })
    void itsMistakesAreNamed(String correct, String message) {
        String meter = "{ profile: p, modbus: { poll: tcp://h }, correct: " + correct + " }";
        assertThat(Examples.problems("meters: { a: " + meter + " }"))
                .anySatisfy(p -> assertThat(p).contains("meters.a.correct").contains(message));
    }
}
