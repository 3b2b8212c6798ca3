package io.polymeter.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import org.junit.jupiter.api.Test;

/// Outliers and smoothing of the active power: what was changed is derived, and a step of the load is believed.
class PowerFilterTest {

    private static final Point TOTAL = Point.of(Quantity.ACTIVE_POWER);
    private static final Point L1 = Point.of(Quantity.ACTIVE_POWER, Phase.L1);
    private static final Point L2 = Point.of(Quantity.ACTIVE_POWER, Phase.L2);
    private static final long SECOND = 1_000_000_000L;

    private long now;

    private Readings measured(double total) {
        now += SECOND;
        return Readings.NONE.toBuilder()
                .put(TOTAL, total, now)
                .put(L1, total - 100, now)
                .put(L2, 100, now)
                .put(Point.of(Quantity.ACTIVE_ENERGY_IMPORT), 5_000, now)
                .build();
    }

    private static PowerFilter despiking(boolean absent) {
        return new PowerFilter(new PowerAids(PowerShift.NONE, 500, absent, 0));
    }

    private void calm(PowerFilter filter) {
        for (int i = 0; i < 7; i++) {
            Readings measured = measured(300 + 10 * (i % 3));
            assertThat(filter.apply(measured)).isSameAs(measured);
        }
    }

    @Test
    void aSingleOutlierIsAbsentWhereThatCanBeSaid() {
        PowerFilter filter = despiking(true);
        calm(filter);
        Readings shown = filter.apply(measured(9_000));
        assertThat(shown.has(TOTAL)).isFalse();
        assertThat(shown.has(L1)).isFalse();
        assertThat(shown.value(Point.of(Quantity.ACTIVE_ENERGY_IMPORT))).isEqualTo(5_000);
        assertThat(filter.apply(measured(310)).value(TOTAL)).isEqualTo(310);
    }

    @Test
    void elseItIsTheMedianAndDerivedAndThePhasesAddUp() {
        PowerFilter filter = despiking(false);
        calm(filter);
        Readings shown = filter.apply(measured(9_000));
        assertThat(shown.value(TOTAL)).isEqualTo(310);
        assertThat(shown.derived(TOTAL)).isTrue();
        assertThat(shown.value(L1) + shown.value(L2)).isCloseTo(310, within(1e-9));
    }

    @Test
    void aStepOfTheLoadIsBelievedAtItsSecondSample() {
        PowerFilter filter = despiking(true);
        calm(filter);
        assertThat(filter.apply(measured(2_300)).has(TOTAL)).isFalse();
        assertThat(filter.apply(measured(2_310)).value(TOTAL)).isEqualTo(2_310);
        assertThat(filter.apply(measured(2_305)).value(TOTAL)).isEqualTo(2_305);
    }

    @Test
    void theSameSampleIsFilteredOnce() {
        PowerFilter filter = despiking(true);
        calm(filter);
        Readings spike = measured(9_000);
        assertThat(filter.apply(spike).has(TOTAL)).isFalse();
        assertThat(filter.apply(spike).has(TOTAL)).isFalse();
    }

    @Test
    void aStepPassesTheLowPassWithItsTimeConstant() {
        PowerFilter filter = new PowerFilter(new PowerAids(PowerShift.NONE, 0, false, 2));
        assertThat(filter.apply(measured(0)).value(TOTAL)).isZero();
        filter.apply(measured(1_000));
        Readings shown = filter.apply(measured(1_000));
        assertThat(shown.value(TOTAL)).isCloseTo(1_000 * (1 - Math.exp(-1)), within(0.01));
        assertThat(shown.derived(TOTAL)).isTrue();
        now += 60 * SECOND;
        assertThat(filter.apply(measured(-500)).value(TOTAL)).isEqualTo(-500);
    }
}
