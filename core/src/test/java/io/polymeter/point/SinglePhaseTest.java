package io.polymeter.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SinglePhaseTest {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point FREQUENCY = Point.of(Quantity.FREQUENCY);

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"L1", "L2", "L3"})
    void whatASourceSaysWithoutAPhaseIsThatPhasesAndTheTotalIsDerived(Phase phase) {
        Readings given = Readings.NONE.toBuilder()
                .put(POWER, -1234.5, 7)
                .put(FREQUENCY, 50.02, 8)
                .build();
        Readings readings = SinglePhase.on(phase, given);
        Point own = Point.of(Quantity.ACTIVE_POWER, phase);
        assertThat(readings.value(own)).isEqualTo(-1234.5);
        assertThat(readings.instant(own)).isEqualTo(7);
        assertThat(readings.derived(own)).isFalse();
        assertThat(readings.value(POWER)).isEqualTo(-1234.5);
        assertThat(readings.derived(POWER)).isTrue();
        assertThat(readings.value(FREQUENCY)).isEqualTo(50.02);
        assertThat(readings.derived(FREQUENCY)).isFalse();
        assertThat(Point.all().stream().filter(readings::has)).containsExactlyInAnyOrder(POWER, own, FREQUENCY);
    }

    @Test
    void aPhaseGivesTheTotalThatIsMissing() {
        Point energy = Point.of(Quantity.ACTIVE_ENERGY_EXPORT, Phase.L2);
        Readings readings = SinglePhase.on(
                Phase.L2, Readings.NONE.toBuilder().put(energy, 99, 3).build());
        Point total = Point.of(Quantity.ACTIVE_ENERGY_EXPORT);
        assertThat(readings.value(total)).isEqualTo(99);
        assertThat(readings.instant(total)).isEqualTo(3);
        assertThat(readings.derived(total)).isTrue();
        assertThat(readings.derived(energy)).isFalse();
    }

    @Test
    void whatIsGivenApartIsLeftAsItIs() {
        Point own = Point.of(Quantity.ACTIVE_POWER, Phase.L1);
        Readings given =
                Readings.NONE.toBuilder().put(POWER, 3, 1).put(own, 1, 2).build();
        Readings readings = SinglePhase.on(Phase.L1, given);
        assertThat(readings.value(POWER)).isEqualTo(3);
        assertThat(readings.derived(POWER)).isFalse();
        assertThat(readings.value(own)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"TOTAL", "L12", "N"})
    void aMeterBelongsToOneOfThreePhases(Phase phase) {
        assertThatThrownBy(() -> SinglePhase.on(phase, Readings.NONE)).isInstanceOf(IllegalArgumentException.class);
    }
}
