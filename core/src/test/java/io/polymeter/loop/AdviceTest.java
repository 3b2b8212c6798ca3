package io.polymeter.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.loop.Oscillation.Verdict;
import io.polymeter.message.Message;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Each sentence names the figures it rests on.
class AdviceTest {

    private static final long SECOND = 1_000_000_000;
    private static final Timing ONCE = timing(1, 0.1);

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

    /// Of the loop near its limit nothing is known without a fit.
    @Test
    void howNearItIsToTheLimitIsSaidFromAFitAlone() {
        String larger = "A load pulses every 7.2 s; the loop makes it 2.0 times larger";
        assertThat(first("laa", null)).isEqualTo(larger + ".");
        assertThat(first("laa", margin(0.9))).isEqualTo(larger + " and is at its limit or beyond.");
        assertThat(first("laa", margin(1.5)))
                .isEqualTo("A load pulses every 7.2 s; the loop is poorly damped and makes it 2.0 times larger.");
        assertThat(first("ppppppppppppppppp", null)).isEqualTo(larger + " and is at its limit or beyond.");
    }

    /// A fit is no swing that was measured.
    @Test
    void whereLoadsHideTheSwingItHasNoFigures() {
        assertThat(first("hhhhhhhhhhhhhhhhh", null))
                .isEqualTo(
                        "Loads hide whether the battery swings by itself. According to a fit over 8 minutes it responds 2.5 s"
                                + " after a value with so much gain that it would swing without them.");
    }

    @Test
    void theFiguresAreThoseOfTheVerdict() {
        assertThat(first("aaah", null))
                .isEqualTo("A load pulses every 7.2 s; the loop makes it 2.0 times larger. The meter is not at fault.");
        assertThat(first("wwwh", null)).isEqualTo("A load pulses every 6.0 s by ± 900 W. Nothing to do.");
        assertThat(first("lllwwww", null)).startsWith("The battery swings by itself: ± 452 W every 7.2 s");
    }

    @Test
    void noFigureIsEverMissingInASentence() {
        List<@Nullable MarginFit> margins = Arrays.asList(null, margin(0.9), margin(1.5), margin(Double.NaN));
        for (String before : List.of("", "h".repeat(16), "laa")) {
            for (int i = 0; i < 6 * 6 * 6 * 6; i++) {
                StringBuilder windows = new StringBuilder(before);
                for (int rest = i, k = 0; k < 4; k++, rest /= 6) {
                    windows.append("nlawhp".charAt(rest % 6));
                }
                for (MarginFit margin : margins) {
                    assertThat(said(windows.toString(), margin))
                            .as(windows.toString())
                            .noneMatch(sentence -> sentence.contains("NaN"));
                }
            }
        }
    }

    private static MarginFit margin(double gain) {
        return new MarginFit(0.5, 0, 2, 0.9, new Margin(gain, 20, 8));
    }

    private static String first(String windows, @Nullable MarginFit margin) {
        return said(windows, margin).getFirst();
    }

    /// @param windows n: nothing, l: a loop, a: amplified, w: a load, h: hidden by loads, p: in step with a load
    private static List<String> said(String windows, @Nullable MarginFit margin) {
        SwingWatch watch = SwingWatch.BEGINNING;
        for (int i = 0; i < windows.length(); i++) {
            watch = watch.next(
                    switch (windows.charAt(i)) {
                        case 'l' -> new Oscillation(Verdict.LOOP, 7.2, 452, 0.1, 0.9);
                        case 'a' -> new Oscillation(Verdict.AMPLIFIED, 7.2, 452, 0.5, 0.9);
                        case 'w' -> new Oscillation(Verdict.LOAD, 6, 900, 1, 0.9);
                        case 'h' -> Oscillation.hidden(2.5, 0.5);
                        case 'p' -> new Oscillation(Verdict.LOOP, 7.2, 452, 0.5, 0.5, 2.5);
                        default -> Oscillation.NONE;
                    });
        }
        return Message.texts(Advice.of(new Advice.Case(ONCE, watch, margin)));
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
