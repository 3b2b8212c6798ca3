package io.polymeter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What consumers are shown for what a source's counter says.
class MonotonicCounterTest {

    private static MonotonicCounter after(double... values) {
        MonotonicCounter counter = MonotonicCounter.first(values[0]);
        for (int i = 1; i < values.length; i++) {
            counter = counter.next(values[i]);
        }
        return counter;
    }

    private static double[] values(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // As it comes.
                "5000 5001 5002.5                     | 5002.5",
                "0 0 0                                | 0",
                // A little less is imprecision: what was shown stays until it is passed.
                "5000 4999 4999.5                     | 5000",
                "5000 4000 5001                       | 5001",
                "5000 4000 4500                       | 5000",
                // More than a kilowatt-hour less, or more than half, is a fall: its growth counts from there on.
                "5000 3999 4099                       | 5100",
                "1200 599 609                         | 1210",
                "1200 600 610                         | 1200",
                "100000 0 250                         | 100250",
                // Back where it was in one step: it had only been away.
                "100000 0 100010                      | 100010",
                // Back in small steps: it counts again, and the fall was one.
                "100000 0 2000 100010                 | 200010",
                // Two falls in a row come back to where the first began.
                "100000 40000 0 100020                | 100020",
            })
    void theShownCounterNeverFalls(String measured, double shown) {
        assertThat(after(values(measured)).shown()).isCloseTo(shown, within(1e-6));
        double last = Double.NEGATIVE_INFINITY;
        MonotonicCounter counter = null;
        for (double value : values(measured)) {
            counter = counter == null ? MonotonicCounter.first(value) : counter.next(value);
            assertThat(counter.shown()).isGreaterThanOrEqualTo(last);
            last = counter.shown();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5000, 4000, false",
        "5000, 3999, true",
        "5000, 2499, true",
        "100, 50, false",
        "100, 49, true",
        "100, 100, false"
    })
    void aFallIsMoreThanAKilowattHourOrHalf(double before, double now, boolean falls) {
        assertThat(MonotonicCounter.first(before).falls(now)).isEqualTo(falls);
    }

    @Test
    void aFullRegisterGoesOn() {
        MonotonicCounter counter = after(65_530).wrapped(5, 65_536);
        assertThat(counter.shown()).isEqualTo(65_541);
        assertThat(counter.next(10).shown()).isEqualTo(65_546);
    }

    @Test
    void anotherDeviceGoesOnFromWhatWasShown() {
        MonotonicCounter counter = after(5000, 5100).replaced(20);
        assertThat(counter.shown()).isEqualTo(5100);
        assertThat(counter.next(25).shown()).isEqualTo(5105);
    }

    @Test
    void integratedEnergyIsAdded() {
        assertThat(after(10).plus(2.5).plus(0).shown()).isEqualTo(12.5);
    }

    @Test
    void nothingAboveTheBoundIsShownUntilMoreIsStored() {
        MonotonicCounter counter = after(5000).bounded(Double.NaN, MonotonicCounter.LEEWAY);
        assertThat(counter.most()).isEqualTo(6000);
        assertThat(counter.next(6000).shown()).isEqualTo(6000);
        MonotonicCounter held = counter.next(6001);
        // Not a number in between.
        assertThat(held.shown()).isEqualTo(5000);
        assertThat(held.bounded(5000, MonotonicCounter.LEEWAY).most()).isEqualTo(6001 + 2002);
        assertThat(held.bounded(5900, MonotonicCounter.LEEWAY).most()).isEqualTo(6001 + 1000);
        assertThat(held.bounded(5000, MonotonicCounter.LEEWAY).next(6002).shown())
                .isEqualTo(6002);
        assertThat(held.unbounded().next(9000).shown()).isEqualTo(9000);
    }

    /// Shown 5000, and perhaps up to 6000 after it was stored.
    private static MonotonicCounter stored() {
        return after(5000).bounded(Double.NaN, 1000);
    }

    @ParameterizedTest
    @CsvSource({
        // The source counted on: what it says was what was shown.
        "5000, 5000",
        "5700, 5700",
        // More than was shown before the crash can have been: it is held to the bound, which is then passed.
        "6500, 6000",
        // It fell since: only the bound is known.
        "4999, 6000",
        "0, 6000"
    })
    void afterACrashNothingBelowWhatMayHaveBeenShownIsShown(double value, double shown) {
        assertThat(stored().restored(false).next(value).shown()).isEqualTo(shown);
    }

    @Test
    void afterACleanEndItGoesOnAsIfNothingHadBeen() {
        MonotonicCounter counter = stored().restored(true);
        assertThat(counter.waiting()).isFalse();
        assertThat(counter.next(5001).shown()).isEqualTo(5001);
    }

    @Test
    void whileItWaitsForTheSourceNoBoundIsMoved() {
        MonotonicCounter waiting = stored().restored(false);
        assertThat(List.of(waiting.bounded(1, 1), waiting.unbounded())).allMatch(waiting::equals);
        assertThat(waiting.plus(5).shown()).isEqualTo(6000);
        assertThat(waiting.replaced(7).shown()).isEqualTo(6000);
        assertThat(waiting.wrapped(5100, 65_536).shown()).isEqualTo(5100);
    }

    @ParameterizedTest
    @CsvSource({"5000, true", "4000, true", "5040, true", "9000, false"})
    void aStepThatNoConnectionCarriesIsNotReached(double value, boolean reached) {
        // 63 A for 2 s are about 30 Wh with what may be more, and 2 Wh of granularity.
        long nanos = 2_000_000_000L;
        assertThat(after(5000.5).reaches(value == 5040 ? 5030.7 : value, PlausibleSteps.DEFAULT, nanos))
                .isEqualTo(reached);
    }

    @Test
    void backFromAFallIsReachedFromWhereItFell() {
        MonotonicCounter away = after(100_000.5, 0.5);
        long nanos = 2_000_000_000L;
        assertThat(away.reaches(100_001.5, PlausibleSteps.DEFAULT, nanos)).isTrue();
        assertThat(away.reaches(99_000.5, PlausibleSteps.DEFAULT, nanos)).isFalse();
        assertThat(away.reaches(190_000.5, PlausibleSteps.DEFAULT, nanos)).isFalse();
    }
}
