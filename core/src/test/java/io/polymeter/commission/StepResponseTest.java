package io.polymeter.commission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The measures that the checks of a meter judge by: [StepResponse], [EnergySlope] and [SwitchedLoads].
class StepResponseTest {

    private static double[] stairs(int length, int every, double size) {
        return IntStream.range(0, length).mapToDouble(i -> i / every % 2 * size).toArray();
    }

    @Test
    void aMeterThatAnswersEachStepRespondsWithItsShare() {
        double[] output = stairs(200, 20, 1_000);
        double[] power = Arrays.stream(output).map(watts -> 400 - 0.5 * watts).toArray();
        List<Integer> steps = Samples.steps(output, 200);
        StepResponse response = StepResponse.of(power, output, steps, 200);
        assertThat(response.slope()).isCloseTo(-0.5, within(1e-9));
        assertThat(response.count()).isEqualTo(9);
        assertThat(response.consistent()).isTrue();
        assertThat(response.responds()).isTrue();
        assertThat(response.still()).isFalse();
        assertThat(StepResponse.of(power, output, steps, 2_000).count()).isZero();
    }

    @Test
    void aMeterThatDoesNotMoveIsStillAndFewStepsProveNothing() {
        double[] output = stairs(200, 20, 1_000);
        double[] still = new double[200];
        StepResponse response = StepResponse.of(still, output, Samples.steps(output, 200), 200);
        assertThat(response.still()).isTrue();
        assertThat(response.responds()).isFalse();
        double[] few = stairs(60, 20, 1_000);
        StepResponse two = StepResponse.of(few, few, Samples.steps(few, 200), 200);
        assertThat(two.count()).isEqualTo(2);
        assertThat(two.consistent()).isFalse();
        assertThat(two.still()).isFalse();
    }

    private static double[] counted(double[] power, double sign, double factor) {
        double[] energy = new double[power.length];
        for (int i = 1; i < power.length; i++) {
            energy[i] = energy[i - 1] + factor * Math.max(0, sign * power[i]) / 3600;
        }
        return energy;
    }

    @Test
    void countersGrowAsPowerAddsUpOrCrossed() {
        double[] power = IntStream.range(0, 600)
                .mapToDouble(i -> i / 100 % 2 == 0 ? 900 : -700)
                .toArray();
        double[] imported = counted(power, 1, 1);
        double[] exported = counted(power, -1, 1);
        assertThat(EnergySlope.of(power, imported, exported)).isCloseTo(1, within(1e-9));
        assertThat(EnergySlope.of(power, exported, imported)).isCloseTo(-1, within(1e-9));
        assertThat(EnergySlope.of(power, counted(power, 1, 10), counted(power, -1, 10)))
                .isCloseTo(10, within(1e-9));
        assertThat(EnergySlope.of(power, new double[600], new double[600])).isNaN();
        assertThat(EnergySlope.of(new double[600], imported, exported)).isNaN();
    }

    @Test
    void aHouseThatOnlyTakesTellsByItsImport() {
        double[] power = new double[600];
        Arrays.fill(power, 1_000);
        assertThat(EnergySlope.of(power, counted(power, 1, 1), new double[600])).isCloseTo(1, within(1e-9));
        assertThat(EnergySlope.of(power, new double[600], counted(power, 1, 1))).isCloseTo(-1, within(1e-9));
    }

    /// A kettle is on for two minutes and off for eight.
    @Test
    void loadsAreOnForAShortTime() {
        double[] kettle = IntStream.range(0, 3_000)
                .mapToDouble(i -> i % 600 >= 200 && i % 600 < 320 ? 2_000 : 100)
                .toArray();
        assertThat(SwitchedLoads.direction(kettle)).isEqualTo(1);
        assertThat(SwitchedLoads.direction(Samples.map(kettle, watts -> -watts)))
                .isEqualTo(-1);
        assertThat(SwitchedLoads.direction(stairs(3_000, 300, 2_000))).isZero();
        assertThat(SwitchedLoads.direction(Arrays.copyOf(kettle, 700))).isZero();
        assertThat(SwitchedLoads.direction(Samples.map(kettle, watts -> watts / 10)))
                .isZero();
    }
}
