package io.polymeter.link.victron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.view.FreshValues;
import io.polymeter.view.PhasePowers;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Phase powers are measured, or divided by a declared rule and marked as derived.
class PhasePowersTest {

    private static final Double NONE = Double.NaN;

    @Test
    void measuredPhasesStayAsTheyAreAndAMissingOneMissing() {
        FreshValues values = Meters.fresh("active-power", 900, "active-power.L1", 100, "active-power.L3", 300);
        assertThat(PhasePowers.of(values, PhaseRule.SHARE))
                .isEqualTo(new PhasePowers(List.of(100.0, NONE, 300.0), false));
    }

    @Test
    void aTotalIsSharedByVoltageTimesCurrentWithoutLosingAny() {
        FreshValues values = Meters.fresh(
                "active-power",
                3000,
                "voltage.L1",
                230,
                "voltage.L2",
                231,
                "voltage.L3",
                229,
                "current.L1",
                2,
                "current.L2",
                -4,
                "current.L3",
                6);
        PhasePowers powers = PhasePowers.of(values, PhaseRule.SHARE);
        assertThat(powers.derived()).isTrue();
        double sum = 230 * 2 + 231 * 4 + 229 * 6;
        assertThat(powers.watts().get(1)).isCloseTo(3000 * 231 * 4 / sum, within(1e-9));
        assertThat(powers.watts().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(3000, within(1e-9));
        PathValues picture = Meters.draw(Meters.pvinverter(), values);
        assertThat(Objects.requireNonNull(picture.at("/Ac/L2/Power")).text()).isEqualTo("1005.1 W (derived)");
        assertThat(Objects.requireNonNull(picture.at("/Ac/Power")).text()).isEqualTo("3000.0 W");
    }

    @Test
    void withoutCurrentsAThreePhaseTotalIsThreeThirds() {
        FreshValues values = Meters.fresh("active-power", 300, "voltage.L1", 230, "voltage.L2", 231, "voltage.L3", 229);
        assertThat(PhasePowers.of(values, PhaseRule.SHARE).watts()).containsExactly(100.0, 100.0, 100.0);
        FreshValues idle = Meters.fresh(
                "active-power",
                -3,
                "voltage.L1",
                230,
                "voltage.L2",
                231,
                "voltage.L3",
                229,
                "current.L1",
                0,
                "current.L2",
                0,
                "current.L3",
                0);
        assertThat(PhasePowers.of(idle, PhaseRule.SHARE).watts())
                .allSatisfy(w -> assertThat(w).isCloseTo(-1, within(1e-9)));
    }

    @Test
    void aPhaseThatTheDeviceDoesNotHaveGetsNothing() {
        assertThat(PhasePowers.of(Meters.fresh("active-power", 300, "voltage.L2", 230), PhaseRule.SHARE)
                        .watts())
                .containsExactly(NONE, 300.0, NONE);
        assertThat(PhasePowers.of(Meters.fresh("active-power", 300, "current.L1", 2, "current.L3", 3), PhaseRule.SHARE)
                        .watts())
                .containsExactly(150.0, NONE, 150.0);
    }

    @Test
    void aTotalOfWhichNothingElseIsKnownIsOnL1() {
        assertThat(PhasePowers.of(Meters.fresh("active-power", 300), PhaseRule.SHARE))
                .isEqualTo(new PhasePowers(List.of(300.0, NONE, NONE), true));
    }

    @Test
    void theDeclaredRuleCounts() {
        FreshValues values = Meters.fresh("active-power", 300);
        assertThat(PhasePowers.of(values, PhaseRule.THIRDS).watts()).containsExactly(100.0, 100.0, 100.0);
        assertThat(PhasePowers.of(values, PhaseRule.L2).watts()).containsExactly(NONE, 300.0, NONE);
        assertThat(PhasePowers.of(values, PhaseRule.L3).watts()).containsExactly(NONE, NONE, 300.0);
        assertThat(PhasePowers.of(values, PhaseRule.NONE).watts()).containsExactly(NONE, NONE, NONE);
    }

    @Test
    void threeMeasuredPhasesMakeATotalThatIsMarked() {
        FreshValues values = Meters.fresh("active-power.L1", 1, "active-power.L2", 20, "active-power.L3", 300);
        PathValues picture = Meters.draw(Meters.grid(), values);
        assertThat(Objects.requireNonNull(picture.at("/Ac/Power")).text()).isEqualTo("321.0 W (derived)");
        assertThat(Objects.requireNonNull(picture.at("/Ac/L3/Power")).text()).isEqualTo("300.0 W");
        PathValues two = Meters.draw(Meters.grid(), Meters.fresh("active-power.L1", 1, "active-power.L2", 20));
        assertThat(two.at("/Ac/Power")).isEqualTo(PathValue.INVALID);
    }
}
