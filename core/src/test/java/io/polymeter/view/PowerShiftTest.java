package io.polymeter.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import org.junit.jupiter.api.Test;

class PowerShiftTest {

    private static final Point TOTAL = Point.of(Quantity.ACTIVE_POWER);
    private static final Point LINE = Point.of(Quantity.ACTIVE_POWER, Phase.L2);
    private static final Point ENERGY = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);

    private static Readings measured(double watts) {
        Readings.Builder readings =
                Readings.NONE.toBuilder().put(TOTAL, watts, 5).put(ENERGY, 77, 4);
        for (Phase phase : new Phase[] {Phase.L1, Phase.L2, Phase.L3}) {
            readings.put(Point.of(Quantity.ACTIVE_POWER, phase), watts / 3, 5);
        }
        return readings.build();
    }

    @Test
    void theTotalIsShiftedAndThePhasesAddUp() {
        Readings shown = new PowerShift(30, 0).apply(measured(300));
        assertThat(shown.value(TOTAL)).isEqualTo(330);
        assertThat(shown.value(LINE)).isEqualTo(110, within(1e-9));
        assertThat(shown.derived(TOTAL)).isTrue();
        assertThat(shown.instant(TOTAL)).isEqualTo(5);
        assertThat(shown.value(ENERGY)).isEqualTo(77);
        assertThat(shown.derived(ENERGY)).isFalse();
    }

    @Test
    void smallPowersAreNone() {
        assertThat(new PowerShift(0, 20).apply(measured(-19)).value(TOTAL)).isZero();
        assertThat(new PowerShift(0, 20).apply(measured(-19)).value(LINE)).isZero();
        assertThat(new PowerShift(0, 20).apply(measured(-21)).value(TOTAL)).isEqualTo(-21);
        assertThat(new PowerShift(0, 20).apply(measured(-21)).derived(TOTAL)).isFalse();
    }

    @Test
    void whatWasNotMeasuredIsNotMadeUp() {
        assertThat(new PowerShift(30, 20).apply(Readings.NONE).has(TOTAL)).isFalse();
    }
}
