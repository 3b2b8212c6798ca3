package io.polymeter.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.loop.Oscillation.Verdict;
import org.junit.jupiter.api.Test;

/// When many windows make an alarm.
class SwingWatchTest {

    private static Oscillation window(Verdict verdict) {
        return verdict == Verdict.NONE ? Oscillation.NONE : new Oscillation(verdict, 7, 400, 0.1, 0.8);
    }

    private static SwingWatch after(String windows) {
        SwingWatch watch = SwingWatch.BEGINNING;
        for (int i = 0; i < windows.length(); i++) {
            char each = windows.charAt(i);
            Oscillation seen = window(
                    switch (each) {
                        case 'l', 'h' -> Verdict.LOOP;
                        case 'a' -> Verdict.AMPLIFIED;
                        case 'w' -> Verdict.LOAD;
                        case 'p' -> Verdict.PERIODIC;
                        default -> Verdict.NONE;
                    });
            boolean hidden = each == 'h';
            watch = watch.next(
                    hidden
                            ? new Oscillation(
                                    Verdict.LOOP, seen.period(), seen.amplitude(), Double.NaN, seen.confidence())
                            : seen);
        }
        return watch;
    }

    @Test
    void threeOfFiveAreAnAlarm() {
        assertThat(after("l-l").alarm()).isFalse();
        assertThat(after("l-l-l").alarm()).isTrue();
        assertThat(after("ll---").alarm()).isFalse();
        assertThat(after("l---l---l").alarm()).isFalse();
    }

    @Test
    void amplifiedCountsBesideALoopAndNotAlone() {
        assertThat(after("laa").alarm()).isTrue();
        assertThat(after("aaaaa").alarm()).isFalse();
        assertThat(after("aaaaa").verdict()).isEqualTo(Verdict.AMPLIFIED);
    }

    /// Those that a load hides are told from minutes that overlap.
    @Test
    void hiddenOnesNeedFiveOrALoopThatWasSeen() {
        assertThat(after("hhhh").alarm()).isFalse();
        assertThat(after("hhhhh").alarm()).isTrue();
        assertThat(after("haaah").alarm()).isFalse();
        assertThat(after("lhh").alarm()).isTrue();
    }

    @Test
    void loadAndPeriodicAreNeverAnAlarm() {
        assertThat(after("wwwww").alarm()).isFalse();
        assertThat(after("wwwww").verdict()).isEqualTo(Verdict.LOAD);
        assertThat(after("ppppp").alarm()).isFalse();
        assertThat(after("ppppp").verdict()).isEqualTo(Verdict.PERIODIC);
    }

    @Test
    void tenQuietWindowsClearIt() {
        assertThat(after("lll" + "-".repeat(9)).alarm()).isTrue();
        assertThat(after("lll" + "-".repeat(10)).alarm()).isFalse();
        assertThat(after("lll" + "-".repeat(10)).verdict()).isEqualTo(Verdict.NONE);
        assertThat(after("lll" + "-".repeat(10)).last()).isEqualTo(Oscillation.NONE);
    }

    @Test
    void singleOnesOverHoursAreAnAlarmToo() {
        assertThat(after("l-----".repeat(10)).alarm()).isFalse();
        assertThat(after("l-----".repeat(25)).alarm()).isTrue();
        assertThat(after(("l" + "-".repeat(40)).repeat(8)).alarm()).isFalse();
    }
}
