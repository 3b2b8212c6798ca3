package io.polymeter.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// What drives a loop is found in what it did ([RampFit]), and blamed where a load hides the swing ([HiddenSwing]).
class RampFitTest {

    private static final double STEP = 0.5;
    private static final int COUNT = 960;
    private static final double RAMP = 400;

    private static double hob(double second) {
        return second % 12 < 6 ? 400 : 2200;
    }

    /// The power at the grid and that of the battery.
    ///
    /// @param gain of an integrator, per second
    /// @param delay seconds
    private static double[][] lived(double gain, double delay, DoubleUnaryOperator load) {
        double[] grid = new double[COUNT];
        double[] actuator = new double[COUNT];
        int late = (int) Math.round(delay / STEP);
        double goal = 0;
        double power = 0;
        for (int i = 0; i < COUNT; i++) {
            actuator[i] = power;
            grid[i] = load.applyAsDouble(i * STEP) - power;
            goal = Math.clamp(goal + (i < late ? 0 : gain * STEP * grid[i - late]), -2500, 2500);
            power += Math.clamp(goal - power, -RAMP * STEP, RAMP * STEP);
        }
        return new double[][] {grid, actuator};
    }

    @Test
    void gainAndDelayAreThoseOfTheLoop() {
        double[][] seen = lived(0.3, 1.5, RampFitTest::hob);
        RampFit fit = Objects.requireNonNull(RampFit.of(seen[0], seen[1], STEP));
        assertThat(fit.error()).isLessThan(0.2);
        assertThat(fit.delay()).isCloseTo(2, within(0.51));
        assertThat(fit.middle()).isBetween(0.3, 0.8);
        assertThat(fit.least()).isLessThanOrEqualTo(fit.middle());
        assertThat(fit.most()).isGreaterThanOrEqualTo(fit.middle());
    }

    @Test
    void aLoadThatPulsesIsNoExcuseForALoopBeyondItsLimit() {
        double[][] seen = lived(1, 2.5, RampFitTest::hob);
        assertThat(HiddenSwing.of(seen[0], seen[1], STEP, true)).isNotNull();
        double[][] sound = lived(0.3, 1, RampFitTest::hob);
        assertThat(HiddenSwing.of(sound[0], sound[1], STEP, true)).isNull();
    }

    @Test
    void aBatteryThatMovesAsTheLoadDoesIsNotBlamed() {
        DoubleUnaryOperator kettle = second -> second % 120 < 40 ? 2400 : 400;
        double[][] sound = lived(0.3, 1, kettle);
        assertThat(HiddenSwing.of(sound[0], sound[1], STEP, false)).isNull();
        double[][] restless = lived(1, 2.5, kettle);
        assertThat(HiddenSwing.of(restless[0], restless[1], STEP, false)).isNotNull();
    }

    @Test
    void whereNothingMovesNothingIsFitted() {
        assertThat(RampFit.of(new double[COUNT], new double[COUNT], STEP)).isNull();
        assertThat(HiddenSwing.of(new double[COUNT], new double[COUNT], STEP, true))
                .isNull();
    }
}
