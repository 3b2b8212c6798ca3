package io.polymeter.fleet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a storm says of its figures.
class StormTest {

    private final List<String> said = new ArrayList<>();

    private Storm storm(boolean right, double seconds) {
        return new Storm(new StormTerms(1, 1, 1, 1, 1), said::add) {
            @Override
            void course() {
                say("rate: %.1f", 2.5);
                must(right, "rows: %d", 3);
                within(5, seconds, "known in");
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"true, 5, true", "false, 4, false", "true, 5.1, false"})
    void oneWrongFigureIsEnough(boolean right, double seconds, boolean held) throws Exception {
        assertThat(storm(right, seconds).run()).isEqualTo(held);
        assertThat(said)
                .containsExactly(
                        "rate: 2.5",
                        right ? "rows: 3" : "rows: 3: WRONG",
                        "known in " + seconds + " s (5 s asked)" + (seconds > 5 ? ": MISSED" : ""));
    }

    @ParameterizedTest
    @EnumSource(Storms.class)
    void eachHasASizeOfItsOwn(Storms storm) {
        assertThat(storm.usual().sites()).isPositive();
        assertThat(storm).hasToString(storm.name().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void nothingIsNoSize() {
        assertThatThrownBy(() -> new StormTerms(1, 1, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
