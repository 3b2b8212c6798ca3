package io.polymeter.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.loop.Oscillation.Verdict;
import io.polymeter.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each sentence names the figures it rests on.
class AdviceTest {

    private static final long SECOND = 1_000_000_000;

    /// @param age seconds
    private static Timing timing(int reads, double age) {
        GroupTiming timing = new GroupTiming(0);
        for (long i = 1; i <= 60; i++) {
            timing.received(i * SECOND);
            for (int k = 0; k < reads; k++) {
                long now = i * SECOND + (long) (age * SECOND) + k * SECOND / reads;
                timing.answered(1, now, i * SECOND);
            }
        }
        return timing.recent(62 * SECOND);
    }

    private static SwingWatch swings(Verdict verdict, double ratio) {
        SwingWatch watch = SwingWatch.BEGINNING;
        for (int i = 0; i < 5; i++) {
            watch = watch.next(new Oscillation(verdict, 7.2, 452, ratio, 0.9));
        }
        return watch;
    }

    private static List<String> advice(Timing timing, Verdict verdict, double ratio) {
        return Message.texts(Advice.of(new Advice.Case(timing, swings(verdict, ratio), null)));
    }

    @Test
    void whereNothingIsWrongNothingIsSaid() {
        assertThat(Advice.of(new Advice.Case(timing(1, 0.1), SwingWatch.BEGINNING, null)))
                .isEmpty();
    }

    @Test
    void repeatsAreNamed() {
        assertThat(advice(timing(3, 0.01), Verdict.LOOP, 0.1))
                .anySatisfy(sentence -> assertThat(sentence).contains("± 452 W every 7.2 s"))
                .anySatisfy(sentence ->
                        assertThat(sentence).contains("reads each value 3.0 times", "wait-for-new: 1200ms"));
    }

    @Test
    void theMetersPartOfTheDelayIsNamed() {
        assertThat(advice(timing(1, 0.8), Verdict.LOOP, 0.1))
                .anySatisfy(sentence -> assertThat(sentence).startsWith("Of 1.8 s delay, 1.8 s are the meter's"));
    }

    @Test
    void aLoadThatSetsThePaceIsNoExcuse() {
        assertThat(advice(timing(1, 0.1), Verdict.LOOP, 0.5))
                .containsExactly("A load pulses every 7.2 s; the loop makes it 2.0 times larger and is at its limit or"
                        + " beyond.");
    }

    @Test
    void aPulsingLoadIsNobodysFault() {
        assertThat(advice(timing(1, 0.1), Verdict.LOAD, 0.9))
                .containsExactly("A load pulses every 7.2 s by ± 452 W. Nothing to do.");
        assertThat(advice(timing(1, 0.1), Verdict.AMPLIFIED, 0.5))
                .containsExactly(
                        "A load pulses every 7.2 s; the loop makes it 2.0 times larger. The meter is not at fault.");
    }

    @Test
    void withoutTheActuatorNoCauseIsNamed() {
        assertThat(advice(timing(1, 0.1), Verdict.PERIODIC, Double.NaN))
                .singleElement()
                .satisfies(sentence -> assertThat(sentence).contains("steers").doesNotContain("loop"));
    }
}
