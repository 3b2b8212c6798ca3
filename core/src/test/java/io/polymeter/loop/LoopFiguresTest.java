package io.polymeter.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.loop.RollingCounts.Window;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arithmetic of control loops: [Buckets], [RollingCounts], [Margin], [Periodicity], and an [OutputLoop] of them.
class LoopFiguresTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    @Test
    void everyTimeIsInTheBucketWhoseBoundsHoldIt() {
        for (long ms = 0; ms < 200_000; ms = ms + 1 + ms / 50) {
            int bucket = Buckets.of(ms * 1_000_000);
            assertThat(ms / 1e3)
                    .as("%s ms in %s", ms, bucket)
                    .isBetween(Buckets.lower(bucket), Math.nextDown(Buckets.lower(bucket + 1)));
        }
        assertThat(Buckets.of(-5)).isZero();
        assertThat(Buckets.of(Long.MAX_VALUE)).isEqualTo(Buckets.COUNT - 1);
        assertThat(Buckets.lower(Buckets.COUNT)).isInfinite();
    }

    @Test
    void tenMinutesForgetWhatADayKeepsAndADayWhatAllKeeps() {
        RollingCounts counts = new RollingCounts(2, 0);
        counts.count(0);
        counts.turn(5 * MINUTE);
        counts.count(0);
        counts.count(1);
        assertThat(counts.window(Window.TEN_MINUTES, 5 * MINUTE)).containsExactly(2, 1);
        counts.turn(15 * MINUTE);
        assertThat(counts.window(Window.TEN_MINUTES, 14 * MINUTE)).containsExactly(1, 1);
        assertThat(counts.window(Window.TEN_MINUTES, 20 * MINUTE)).containsExactly(0, 0);
        assertThat(counts.window(Window.DAY, 20 * MINUTE)).containsExactly(2, 1);
        counts.turn(26 * 60 * MINUTE);
        assertThat(counts.window(Window.DAY, 26 * 60 * MINUTE)).containsExactly(0, 0);
        assertThat(counts.window(Window.ALL, 26 * 60 * MINUTE)).containsExactly(2, 1);
    }

    /// Nothing was counted since, so that the ring has no entry of the time that is asked for.
    @Test
    void aLongSilenceIsNothingAndNotAnOldCount() {
        RollingCounts counts = new RollingCounts(1, 0);
        counts.count(0);
        assertThat(counts.window(Window.TEN_MINUTES, 30 * MINUTE)).containsExactly(0);
        assertThat(counts.window(Window.ALL, 30 * MINUTE)).containsExactly(1);
    }

    /// An integrator with dead time: gain margin pi / (2 K T), phase margin 90° - K T in degrees.
    @ParameterizedTest
    @CsvSource({"0.2, 1, 7.85, 78.5, SOUND", "0.5, 1, 3.14, 61.4, TIGHT", "1, 1, 1.57, 32.7, CRITICAL"})
    void theMarginsOfAnIntegratorAreKnown(
            double integral, double delay, double gain, double phase, Margin.Soundness soundness) {
        Margin margin = Margin.of(integral, 0, delay);
        assertThat(margin.gain()).isCloseTo(gain, within(0.02 * gain));
        assertThat(margin.phase()).isCloseTo(phase, within(0.3));
        assertThat(margin.period()).isCloseTo(4 * delay, within(0.02));
        assertThat(margin.soundness()).isEqualTo(soundness);
    }

    @Test
    void aLagTakesPhaseAndGain() {
        Margin quick = Margin.of(0.3, 0, 0.5);
        Margin slow = Margin.of(0.3, 0, 0.5, 2);
        assertThat(slow.phase()).isLessThan(quick.phase());
        assertThat(slow.gain()).isLessThan(quick.gain());
    }

    @Test
    void aRegularSwingHasItsPeriodAndAmplitude() {
        double[] signal = new double[600];
        for (int i = 0; i < signal.length; i++) {
            signal[i] = 500 + 200 * Math.sin(2 * Math.PI * i * 0.5 / 12);
        }
        Periodicity found = Objects.requireNonNull(Periodicity.find(signal, 0.5, new Periodicity.Bounds(2, 60)));
        assertThat(found.period()).isCloseTo(12, within(0.2));
        assertThat(found.amplitude()).isCloseTo(200, within(20.0));
        assertThat(found.correlation()).isGreaterThan(Periodicity.MIN_CORRELATION);
        assertThat(found.cycles()).isBetween(20, 26);
    }

    @Test
    void whatIsSmallOrWithoutRhythmIsNoSwing() {
        double[] small = new double[600];
        double[] noise = new double[600];
        java.util.SplittableRandom random = new java.util.SplittableRandom(3);
        for (int i = 0; i < small.length; i++) {
            small[i] = 0.5 * Periodicity.MIN_AMPLITUDE * Math.sin(2 * Math.PI * i * 0.5 / 12);
            noise[i] = 400 * (random.nextDouble() - 0.5);
        }
        Periodicity.Bounds bounds = new Periodicity.Bounds(2, 60);
        assertThat(Periodicity.find(small, 0.5, bounds)).isNull();
        assertThat(Periodicity.find(noise, 0.5, bounds)).isNull();
    }

    @Test
    void aLoopIsJudgedEveryHalfMinuteByWhatItSaw() {
        OutputTiming timing = new OutputTiming(0);
        OutputLoop loop = new OutputLoop(timing, List.of("battery"), 0);
        for (int second = 0; second < 600; second++) {
            double swing = 300 * Math.sin(2 * Math.PI * second / 10.0);
            loop.grid(second * SECOND, swing);
            loop.actuator(second * SECOND, -swing);
            timing.group("live").received(second * SECOND);
            timing.group("live").answered(1, second * SECOND, second * SECOND);
        }
        loop.judge(29 * SECOND);
        assertThat(loop.swing()).isSameAs(SwingWatch.BEGINNING);
        loop.judge(600 * SECOND);
        assertThat(loop.swing()).isNotSameAs(SwingWatch.BEGINNING);
        LoopWindow window = loop.window(300 * SECOND, 600 * SECOND, null);
        assertThat(window.seconds()).isEqualTo(300);
        assertThat(window.rms()).isCloseTo(212, within(3.0));
        assertThat(window.travel()).isGreaterThan(100_000);
        LoopReport report = loop.report(600 * SECOND);
        assertThat(report.steers()).containsExactly("battery");
        assertThat(report.recent()).containsKey("live");
        assertThat(loop.seconds(600 * SECOND)).isEqualTo(600);
        assertThat(loop.phaseBehind(1)).isNaN();
    }

    /// A hob sets the pace of a battery that would swing without it; that is told from eight minutes.
    @Test
    void whatWasBeforeAChangeSaysNothingOfALoopThatIsHidden() {
        assertThat(hidden(Integer.MAX_VALUE)).isPositive();
        assertThat(hidden(430)).isZero();
    }

    /// How many windows of a quarter of an hour a load hides.
    ///
    /// @param changed the second at which the configuration was changed
    private static long hidden(int changed) {
        OutputLoop loop = new OutputLoop(new OutputTiming(0), List.of("battery"), 0);
        double[] grid = new double[901];
        double battery = 0;
        double wanted = 0;
        for (int second = 0; second <= 900; second++) {
            wanted = Math.clamp(wanted + 0.9 * (second < 2 ? 0 : grid[second - 2]), -2500, 2500);
            battery += Math.clamp(wanted - battery, -400, 400);
            grid[second] = 200 + (second / 6 % 2 == 0 ? 1800 : 0) - battery;
            loop.grid(second * SECOND, grid[second]);
            loop.actuator(second * SECOND, battery);
            if (second == changed) {
                loop.changed(second * SECOND);
            }
            loop.judge(second * SECOND);
        }
        return loop.swing().recent().stream().filter(Oscillation::hiddenLoop).count();
    }

    @Test
    void whereNothingIsSteeredThereIsNoTravel() {
        OutputLoop loop = new OutputLoop(new OutputTiming(0), List.of(), 0);
        loop.grid(SECOND, 5);
        loop.actuator(SECOND, 5);
        assertThat(loop.window(0, 10 * SECOND, null).travel()).isNaN();
        assertThat(loop.report(10 * SECOND).advice()).isEmpty();
    }
}
