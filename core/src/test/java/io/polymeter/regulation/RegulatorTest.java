package io.polymeter.regulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.regulation.Regulation.Law;
import io.polymeter.regulation.Regulation.Plant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Laws and batteries by hand: the power that is set after each reading, and how it comes.
class RegulatorTest {

    private static final Plant PLANT = new Plant(0.5, 100, 0, 2500, 2000);
    private static final Regulation LAW =
            Regulation.integrator(0.5).steps(0, 10).on(PLANT);

    @ParameterizedTest
    @CsvSource({
        // Within the deadband nothing changes.
        "INTEGRATOR, 9, 300, 1000",
        "INTEGRATOR, 400, 300, 1200",
        "INTEGRATOR, -400, 300, 800",
        "ADD, 400, 300, 500",
        "INTEGRATOR, 99999, 0, 2000",
        "INTEGRATOR, -99999, 0, -2500",
    })
    void eachLawSetsItsPower(Law law, double grid, double own, double setpoint) {
        assertThat(new Regulator(LAW.with(law), 1000).read(grid, own)).isEqualTo(setpoint);
    }

    @Test
    void aRelayMovesByItsStepWhateverTheDifference() {
        Regulator relay = new Regulator(LAW.with(Law.RELAY).steps(50, 10), 0);
        assertThat(relay.read(20, 0)).isEqualTo(50);
        assertThat(relay.read(2000, 0)).isEqualTo(100);
        assertThat(relay.read(-11, 0)).isEqualTo(50);
    }

    @Test
    void aStepBoundsWhatALawWants() {
        Regulator stepped = new Regulator(LAW.steps(30, 10), 0);
        assertThat(stepped.read(1000, 0)).isEqualTo(30);
        assertThat(stepped.read(-1000, 0)).isZero();
    }

    @Test
    void theSumOfAPiLawDoesNotRunAwayAtItsLimit() {
        Regulator pi = new Regulator(LAW.with(Law.PI).proportional(0.2), 0);
        assertThat(pi.read(100, 0)).isEqualTo(70);
        for (int i = 0; i < 100; i++) {
            pi.read(1000, 0);
        }
        // 2000 is kept, so that one reading of the other sign has its effect at once.
        assertThat(pi.read(-1000, 0)).isEqualTo(2000 - 500 - 200);
    }

    @Test
    void anAcceleratingLawGainsMomentumAndStopsAtAJumpThatItDidNotCause() {
        Regulator law = new Regulator(LAW.with(Law.ACCELERATING).gain(1), 0);
        assertThat(law.read(800, 0)).isEqualTo(50);
        assertThat(law.read(760, 40)).isEqualTo(100);
        assertThat(law.read(720, 100)).isEqualTo(200);
        assertThat(law.read(680, 200)).isEqualTo(400);
        assertThat(law.read(1500, 200)).isEqualTo(400);
        assertThat(law.read(1480, 230)).isEqualTo(450);
    }

    @Test
    void aCommandComesAfterItsDelayAlongTheRamp() {
        Actuator actuator = new Actuator(PLANT, 0);
        actuator.command(0, 200);
        assertThat(actuator.power(0.5)).isZero();
        assertThat(actuator.power(1.5)).isCloseTo(100, within(1e-6));
        actuator.command(1.5, 50);
        assertThat(actuator.power(2.0)).isCloseTo(150, within(1e-6));
        assertThat(actuator.power(3.0)).isCloseTo(50, within(1e-6));
        assertThat(actuator.power()).isCloseTo(50, within(1e-6));
        assertThat(actuator.power(60)).isCloseTo(50, within(1e-6));
    }

    @Test
    void aLagApproachesItsGoal() {
        Actuator actuator = new Actuator(new Plant(0, 1e9, 2, 2500, 2500), 0);
        actuator.command(0, 1000);
        assertThat(actuator.power(2)).isCloseTo(632, within(20.0));
        assertThat(actuator.power(20)).isCloseTo(1000, within(1.0));
    }

    @Test
    void whatIsHeldGoesOnFromThere() {
        Actuator actuator = new Actuator(PLANT, 0);
        actuator.command(0, 1000);
        assertThat(actuator.power(1.5)).isCloseTo(100, within(1e-6));
        actuator.hold(0);
        assertThat(actuator.power(2.5)).isCloseTo(100, within(1e-6));
    }
}
