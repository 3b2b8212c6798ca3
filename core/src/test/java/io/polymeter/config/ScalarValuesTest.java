package io.polymeter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.config.kind.Term;
import io.polymeter.config.yaml.Durations;
import io.polymeter.config.yaml.Environment;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.Suggestion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarValuesTest {

    @ParameterizedTest
    @CsvSource({"200ms,200", "2s,2000", "5m,300000", "12h,43200000", "7d,604800000", "20y,630720000000", "0s,0"})
    void readsDurations(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "2", "2 s", "-2s", "1.5s", "2sec", "1001y", "99999999999s", "٢s"})
    void refusesOtherDurations(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTheMissingUnit() {
        assertThatThrownBy(() -> Durations.parse("30")).hasMessageEndingWith("the unit is missing, e.g. 30s");
    }

    @ParameterizedTest
    @CsvSource({"output,outputs", "pol,poll", "plol,poll", "fresh_for,fresh-for", "When-Stale,when-stale", "mtrs,meters"
    })
    void suggestsTheNearestKey(String word, String expected) {
        List<String> known = List.of("outputs", "poll", "push", "fresh-for", "when-stale", "meters");
        assertThat(Suggestion.nearest(word, known)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "bananas", "zz", ""})
    void suggestsNothingFarFetched(String word) {
        assertThat(Suggestion.nearest(word, List.of("outputs", "poll", "push"))).isEmpty();
    }

    @Test
    void countsASwapOfNeighboursAsOne() {
        assertThat(Suggestion.distance("modbsu", "modbus")).isEqualTo(1);
        assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"plain,plain", "${A},one", "x${A}-${B}y,xone-y", "$${A},${A}", "$${A}${A},${A}one", "$A,$A"})
    void takesVariablesFromTheEnvironment(String text, String expected) {
        assertThat(Environment.expand(text, Map.of("A", "one", "B", "")::get)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"${C},C is not set", "${,without '}'", "${},not the name", "${a-b},not the name"})
    void saysWhichVariableIsWrong(String text, String message) {
        assertThatThrownBy(() -> Environment.expand(text, Map.of("A", "one")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aSecretDoesNotShowItself() {
        assertThat(new Secret("hunter2").toString()).doesNotContain("hunter2");
        assertThat(new Secret("hunter2").reveal()).isEqualTo("hunter2");
    }

    @Test
    void aTermIsANameWithASign() {
        assertThat(Term.parse("-battery")).isEqualTo(new Term("battery", true));
        assertThat(Term.parse("grid").sign()).isEqualTo(1);
        assertThat(Term.parse("-battery").sign()).isEqualTo(-1);
        for (String wrong : List.of("-", "--battery", "a b", "grid+pv", "")) {
            assertThatThrownBy(() -> Term.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
