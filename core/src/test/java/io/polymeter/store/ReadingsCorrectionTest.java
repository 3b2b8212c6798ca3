package io.polymeter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.config.Correction;
import io.polymeter.config.LinePhase;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// By [ReadingsCorrection].
class ReadingsCorrectionTest {

    private static final Correction NONE = new Correction(1, 1, List.of(), List.of(), Map.of());

    private final Readings said = readings(Map.ofEntries(
            Map.entry("active-power", 600.0),
            Map.entry("active-power.L1", 100.0),
            Map.entry("active-power.L2", 200.0),
            Map.entry("active-power.L3", 300.0),
            Map.entry("current.L2", -0.9),
            Map.entry("voltage.L1", 231.0),
            Map.entry("voltage.L2", 232.0),
            Map.entry("voltage.L3", 233.0),
            Map.entry("line-voltage.L12", 401.0),
            Map.entry("line-voltage.L23", 402.0),
            Map.entry("line-voltage.L31", 403.0),
            Map.entry("power-factor", 0.9),
            Map.entry("active-energy-import", 5000.0),
            Map.entry("active-energy-export", 70.0),
            Map.entry("active-energy-import.L1", 1000.0),
            Map.entry("active-energy-import.L2", 1700.0),
            Map.entry("active-energy-import.L3", 2300.0),
            Map.entry("active-energy-export.L1", 10.0),
            Map.entry("active-energy-export.L2", 20.0),
            Map.entry("active-energy-export.L3", 40.0),
            Map.entry("dc-power", 42.0)));

    private static Readings readings(Map<String, Double> values) {
        Readings.Builder builder = Readings.NONE.toBuilder();
        values.forEach((name, value) -> builder.put(point(name), value, 7));
        return builder.build();
    }

    private static Point point(String name) {
        return Point.parse(name).orElseThrow();
    }

    private static Meter meter(Correction correction) {
        return new MeterStore().add("grid", null, correction);
    }

    private static double shown(Readings readings, String name) {
        return readings.value(point(name));
    }

    private Readings with(Correction correction) {
        return Objects.requireNonNull(meter(correction).update(state -> state.with(said)))
                .readings();
    }

    @Test
    void aTurnedMetersPowerAndCountersChangeDirection() {
        Readings right = with(new Correction(-1, 1, List.of(), List.of(), Map.of()));
        assertThat(shown(right, "active-power")).isEqualTo(-600);
        assertThat(shown(right, "active-power.L2")).isEqualTo(-200);
        assertThat(shown(right, "power-factor")).isEqualTo(-0.9);
        assertThat(shown(right, "current.L2")).isEqualTo(0.9);
        assertThat(shown(right, "active-energy-import")).isEqualTo(70);
        assertThat(shown(right, "active-energy-export")).isEqualTo(5000);
        assertThat(shown(right, "active-energy-export.L3")).isEqualTo(2300);
        assertThat(shown(right, "voltage.L2")).isEqualTo(232);
        assertThat(shown(right, "dc-power")).isEqualTo(42);
        assertThat(right.instant(point("active-power"))).isEqualTo(7);
        assertThat(right.derived(point("active-power"))).isFalse();
    }

    @Test
    void aCounterOnlyOneWayIsMovedAndNotCopied() {
        Readings right = meter(new Correction(-1, 1, List.of(), List.of(), Map.of()))
                .update(state -> state.with(readings(Map.of("active-energy-import", 5000.0))))
                .readings();
        assertThat(shown(right, "active-energy-export")).isEqualTo(5000);
        assertThat(right.has(point("active-energy-import"))).isFalse();
    }

    @Test
    void scaleConcernsWhatTheCurrentTransformersMeasure() {
        Readings right = with(new Correction(1, 10, List.of(), List.of(), Map.of()));
        assertThat(shown(right, "active-power")).isEqualTo(6000);
        assertThat(shown(right, "current.L2")).isEqualTo(-9);
        assertThat(shown(right, "active-energy-import")).isEqualTo(50000);
        assertThat(shown(right, "voltage.L1")).isEqualTo(231);
        assertThat(shown(right, "power-factor")).isEqualTo(0.9);
    }

    @Test
    void phasesNameTheMetersOwn() {
        Readings right =
                with(new Correction(1, 1, List.of(LinePhase.L2, LinePhase.L3, LinePhase.L1), List.of(), Map.of()));
        assertThat(shown(right, "active-power.L1")).isEqualTo(200);
        assertThat(shown(right, "active-power.L2")).isEqualTo(300);
        assertThat(shown(right, "active-power.L3")).isEqualTo(100);
        assertThat(shown(right, "voltage.L3")).isEqualTo(231);
        assertThat(shown(right, "line-voltage.L12")).isEqualTo(402);
        assertThat(shown(right, "line-voltage.L23")).isEqualTo(403);
        assertThat(shown(right, "active-power")).isEqualTo(600);
    }

    @Test
    void aReversedPhaseIsTakenOutOfTheTotal() {
        Readings right = with(new Correction(1, 1, List.of(), List.of(LinePhase.L2), Map.of()));
        assertThat(shown(right, "active-power.L2")).isEqualTo(-200);
        assertThat(shown(right, "active-power.L1")).isEqualTo(100);
        assertThat(shown(right, "active-power")).isEqualTo(200);
        assertThat(right.derived(point("active-power"))).isTrue();
        assertThat(shown(right, "active-energy-import.L2")).isEqualTo(20);
        assertThat(shown(right, "active-energy-import")).isEqualTo(1000 + 20 + 2300);
        assertThat(shown(right, "active-energy-export")).isEqualTo(10 + 1700 + 40);
        assertThat(right.has(point("power-factor"))).isFalse();
    }

    @Test
    void aReversedPhaseOfAMeterWithoutPhasesLeavesNoTotal() {
        Readings right = meter(new Correction(1, 1, List.of(), List.of(LinePhase.L2), Map.of()))
                .update(state -> state.with(readings(Map.of("active-power", 600.0, "active-energy-import", 1.0))))
                .readings();
        assertThat(right.has(point("active-power"))).isFalse();
        assertThat(right.has(point("active-energy-import"))).isFalse();
    }

    @Test
    void aFactorOfOnePointConcernsThatAlone() {
        Readings right = with(new Correction(
                1, 10, List.of(), List.of(), Map.of("active-power.L1", new Correction.PointScale(0.001))));
        assertThat(shown(right, "active-power.L1")).isEqualTo(1, within(1e-9));
        assertThat(shown(right, "active-power.L2")).isEqualTo(2000);
    }

    @Test
    void valuesAreCorrectedOnceHoweverOftenTheyAreUpdated() {
        Meter meter = meter(new Correction(-1, 10, List.of(), List.of(), Map.of()));
        meter.update(state -> state.with(said));
        meter.update(state -> state.with(
                state.measured().toBuilder().put(point("voltage.L1"), 230, 8).build()));
        assertThat(shown(meter.state().readings(), "active-power")).isEqualTo(-6000);
        assertThat(shown(meter.state().measured(), "active-power")).isEqualTo(600);
    }

    @Test
    void aCorrectionThatChangesNothingCostsNothing() {
        assertThat(with(NONE)).isSameAs(said);
    }
}
