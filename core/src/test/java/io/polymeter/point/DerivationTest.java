package io.polymeter.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DerivationTest {

    private static final Offset<Double> CLOSE = within(1e-6);

    private final Readings.Builder measured = Readings.NONE.toBuilder();

    private DerivationTest put(String point, double value, long instant) {
        measured.put(at(point), value, instant);
        return this;
    }

    private static Point at(String point) {
        return Point.parse(point).orElseThrow();
    }

    private Readings complete() {
        return Derivation.complete(measured.build());
    }

    @Test
    void averageAndLineVoltagesFollowFromThreePhases() {
        Readings all = put("voltage.L1", 230, 7)
                .put("voltage.L2", 231, 5)
                .put("voltage.L3", 235, 9)
                .complete();
        assertThat(all.value(at("voltage"))).isCloseTo(232, CLOSE);
        assertThat(all.value(at("line-voltage.L12"))).isCloseTo(399.238, within(1e-3));
        assertThat(all.value(at("line-voltage.L23"))).isCloseTo(403.573, within(1e-3));
        assertThat(all.value(at("line-voltage.L31"))).isCloseTo(402.709, within(1e-3));
        assertThat(all.value(at("line-voltage"))).isCloseTo((399.238 + 403.573 + 402.709) / 3, within(1e-3));
        assertThat(all.derived(at("line-voltage.L12"))).isTrue();
        assertThat(all.instant(at("line-voltage.L12"))).isEqualTo(5);
        assertThat(all.instant(at("line-voltage.L31"))).isEqualTo(7);
        assertThat(all.derived(at("voltage.L1"))).isFalse();
    }

    @Test
    void twoPhasesAreNoThreePhaseMains() {
        Readings all = put("voltage.L1", 230, 1).put("voltage.L2", 231, 1).complete();
        assertThat(all.has(at("voltage"))).isFalse();
        assertThat(all.has(at("line-voltage.L12"))).isFalse();
    }

    @Test
    void whatIsMeasuredStays() {
        Readings all = put("voltage.L1", 230, 1)
                .put("voltage.L2", 230, 1)
                .put("voltage.L3", 230, 1)
                .put("line-voltage.L12", 401, 2)
                .put("voltage", 229, 3)
                .complete();
        assertThat(all.value(at("line-voltage.L12"))).isEqualTo(401);
        assertThat(all.value(at("voltage"))).isEqualTo(229);
        assertThat(all.derived(at("voltage"))).isFalse();
    }

    @Test
    void totalsFollowFromAllPhasesWithTheirSigns() {
        Readings all = put("active-power.L1", 100, 3)
                .put("active-power.L2", -250, 2)
                .put("active-power.L3", 30, 4)
                .put("reactive-power.L1", 10, 3)
                .put("reactive-power.L2", 20, 3)
                .complete();
        assertThat(all.value(at("active-power"))).isEqualTo(-120);
        assertThat(all.instant(at("active-power"))).isEqualTo(2);
        assertThat(all.has(at("reactive-power"))).isFalse();
    }

    @Test
    void theEnergyOfThePhasesIsNotThatOfTheWhole() {
        Readings all = put("active-energy-import.L1", 1, 1)
                .put("active-energy-import.L2", 2, 1)
                .put("active-energy-import.L3", 3, 1)
                .complete();
        assertThat(all.has(at("active-energy-import"))).isFalse();
    }

    @Test
    void apparentPowerAndPowerFactorHaveTheSignOfTheActivePower() {
        Readings all = put("active-power", -300, 4)
                .put("reactive-power", 400, 6)
                .put("active-power.L2", -180, 1)
                .put("voltage.L2", 200, 1)
                .put("current.L2", 1, 1)
                .complete();
        assertThat(all.value(at("apparent-power"))).isCloseTo(-500, CLOSE);
        assertThat(all.value(at("power-factor"))).isCloseTo(-0.6, CLOSE);
        assertThat(all.instant(at("power-factor"))).isEqualTo(4);
        assertThat(all.value(at("apparent-power.L2"))).isCloseTo(-200, CLOSE);
        assertThat(all.value(at("power-factor.L2"))).isCloseTo(-0.9, CLOSE);
    }

    @Test
    void currentFollowsFromApparentPowerAndVoltage() {
        Readings all =
                put("apparent-power.L3", -460, 1).put("voltage.L3", 230, 1).complete();
        assertThat(all.value(at("current.L3"))).isCloseTo(2, CLOSE);
    }

    @Test
    void nothingFollowsFromNothing() {
        Readings before = put("active-power", 0, 1)
                .put("reactive-power", 0, 1)
                .put("apparent-power.L1", 0, 1)
                .put("voltage.L1", 0, 1)
                .measured
                .build();
        Readings all = Derivation.complete(before);
        assertThat(all.value(at("apparent-power"))).isZero();
        assertThat(all.has(at("power-factor"))).isFalse();
        assertThat(all.has(at("current.L1"))).isFalse();
        assertThat(Derivation.complete(Readings.NONE)).isSameAs(Readings.NONE);
    }
}
