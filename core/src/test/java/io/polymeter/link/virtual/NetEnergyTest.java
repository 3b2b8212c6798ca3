package io.polymeter.link.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Two counters of a sum from the net energy of its parts: neither ever falls, and their difference is the parts'.
class NetEnergyTest {

    private static final long MINUTE = 60_000_000_000L;

    @Test
    void whatIsKnownAtTheBeginningIsWhatWasTakenOrGiven() {
        NetEnergy taking = new NetEnergy(Double.NaN, Double.NaN);
        taking.step(List.of(5_000.0, -2_000.0), 100, 0);
        assertThat(taking.taken()).isEqualTo(3_000);
        assertThat(taking.given()).isZero();
        NetEnergy giving = new NetEnergy(Double.NaN, Double.NaN);
        giving.step(List.of(1_000.0, -4_000.0), -100, 0);
        assertThat(giving.taken()).isZero();
        assertThat(giving.given()).isEqualTo(3_000);
    }

    @Test
    void theFlowOfPowerIsCountedBetweenTwoReadings() {
        NetEnergy energy = new NetEnergy(Double.NaN, Double.NaN);
        energy.step(List.of(0.0), 1_200, 0);
        energy.step(List.of(0.0 + 20), 1_200, MINUTE);
        assertThat(energy.taken()).isCloseTo(20, within(1e-9));
        assertThat(energy.given()).isZero();
    }

    @Test
    void aLongGapIsBridgedByTheCountersAndNotByThePower() {
        NetEnergy energy = new NetEnergy(Double.NaN, Double.NaN);
        energy.step(List.of(0.0), 6_000, 0);
        energy.step(List.of(1.0), 6_000, 10 * MINUTE);
        assertThat(energy.taken()).isZero();
        energy.step(List.of(500.0), 6_000, 20 * MINUTE);
        assertThat(energy.taken()).isCloseTo(500 - 499, within(1e-9));
    }

    @Test
    void countersGoOnFromWhereTheyWereHoweverThePartsCount() {
        NetEnergy energy = new NetEnergy(10_000, 4_000);
        energy.step(List.of(6_050.0), 0, 0);
        assertThat(energy.taken()).isCloseTo(10_050, within(1e-9));
        // Another meter was built in: what it has counted before is none of this.
        NetEnergy other = new NetEnergy(10_000, 4_000);
        other.step(List.of(9_000_000.0), 0, 0);
        assertThat(other.taken()).isEqualTo(10_000);
        other.step(List.of(9_000_000.0), 0, MINUTE);
        assertThat(other.taken()).isEqualTo(10_000);
    }

    @Test
    void neitherCounterFallsWhateverIsMeasured() {
        Random random = new Random(11);
        NetEnergy energy = new NetEnergy(Double.NaN, Double.NaN);
        double net = 0;
        double taken = 0;
        double given = 0;
        for (int i = 0; i < 5_000; i++) {
            double watts = random.nextInt(20) == 0 ? Double.NaN : 3_000 * random.nextGaussian();
            net += Double.isNaN(watts) ? 0 : watts / 60;
            energy.step(List.of(10 * Math.rint(net / 10)), watts, i * MINUTE);
            assertThat(energy.taken()).isGreaterThanOrEqualTo(taken);
            assertThat(energy.given()).isGreaterThanOrEqualTo(given);
            taken = energy.taken();
            given = energy.given();
        }
        assertThat(taken - given).isCloseTo(net, within(2_000.0));
        assertThat(taken).isGreaterThan(10_000);
        assertThat(given).isGreaterThan(10_000);
    }
}
