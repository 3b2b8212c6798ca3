package io.polymeter.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.loop.Oscillation.Verdict;
import org.junit.jupiter.api.Test;

/// When many windows make an alarm.
class SwingWatchTest {

    private static Oscillation window(char verdict) {
        return switch (verdict) {
            case 'l' -> new Oscillation(Verdict.LOOP, 7, 400, 0.1, 0.8);
            case 'a' -> new Oscillation(Verdict.AMPLIFIED, 12, 500, 0.5, 0.8);
            case 'w' -> new Oscillation(Verdict.LOAD, 6, 900, 1, 0.8);
            case 'p' -> new Oscillation(Verdict.PERIODIC, 7, 400, Double.NaN, 0.8);
            case 'h' -> Oscillation.hidden(2, 0.5);
            default -> Oscillation.NONE;
        };
    }

    private static SwingWatch after(String windows) {
        SwingWatch watch = SwingWatch.BEGINNING;
        for (int i = 0; i < windows.length(); i++) {
            watch = watch.next(window(windows.charAt(i)));
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

    /// Those that a load hides are told from minutes that overlap: two that do not are sixteen windows apart.
    @Test
    void hiddenOnesNeedTwoThatShareNothingOrALoopThatWasSeen() {
        assertThat(after("h".repeat(16)).alarm()).isFalse();
        assertThat(after("h".repeat(17)).alarm()).isTrue();
        assertThat(after("h".repeat(10) + "-----" + "hh").alarm()).isTrue();
        assertThat(after("h---------------h").alarm()).isFalse();
        assertThat(after("h".repeat(16) + "-").alarm()).isFalse();
        assertThat(after("haaah").alarm()).isFalse();
        assertThat(after("lhh").alarm()).isTrue();
    }

    /// A burst of a minute is in each of the sixteen windows after it.
    @Test
    void oneBurstIsNoAlarmThatStays() {
        assertThat(after("-".repeat(100) + "h".repeat(16)).alarm()).isFalse();
        assertThat(after(("h".repeat(16) + "-".repeat(24)).repeat(6)).alarm()).isFalse();
        assertThat(after("-".repeat(100) + "l" + "h".repeat(16) + "-".repeat(10))
                        .alarm())
                .isFalse();
    }

    @Test
    void theFiguresAreThoseOfAWindowThatCarriesTheVerdict() {
        assertThat(after("aaah").last()).isEqualTo(window('a'));
        assertThat(after("wwwh").last()).isEqualTo(window('w'));
        assertThat(after("lllwwwww").last()).isEqualTo(window('l'));
        assertThat(after("lllwwwww").verdict()).isEqualTo(Verdict.LOOP);
        assertThat(after("laa").last()).isEqualTo(window('a'));
        assertThat(after("lhh").last()).isEqualTo(window('l'));
        assertThat(after("lhhhhh").last()).isEqualTo(window('h'));
        assertThat(after("wh-").last()).isEqualTo(Oscillation.NONE);
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
