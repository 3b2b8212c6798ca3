package io.polymeter.link.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A virtual meter adds what its parts measure together, and nothing that one of them does not.
class SumTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = Long.MAX_VALUE - 5;

    private final Sum sum = new Sum(Duration.ofSeconds(2));

    private static Point point(String name) {
        return Point.parse(name).orElseThrow();
    }

    private static Readings readings(long instant, Object... namesAndValues) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            readings.put(point((String) namesAndValues[i]), ((Number) namesAndValues[i + 1]).doubleValue(), instant);
        }
        return readings.build();
    }

    private Readings sum(Sum.Part... parts) {
        return sum.next(Readings.NONE, List.of(parts)).readings();
    }

    @Test
    void powersAreAddedWithTheirSignsAsOldAsTheOldestPart() {
        Readings result = sum(
                new Sum.Part(readings(NOW, "active-power", 1000, "active-power.L2", 300), 1),
                new Sum.Part(readings(NOW - SECOND, "active-power", 250, "active-power.L2", 20), -1));
        assertThat(result.value(point("active-power"))).isEqualTo(750);
        assertThat(result.value(point("active-power.L2"))).isEqualTo(280);
        assertThat(result.instant(point("active-power"))).isEqualTo(NOW - SECOND);
        assertThat(result.derived(point("active-power"))).isTrue();
    }

    @Test
    void ageIsComparedAcrossTheOverflowOfTheClock() {
        long later = NOW;
        later += SECOND;
        Readings result = sum(
                new Sum.Part(readings(later, "active-power", 1), 1), new Sum.Part(readings(NOW, "active-power", 2), 1));
        assertThat(result.instant(point("active-power"))).isEqualTo(NOW);
        assertThat(result.value(point("active-power"))).isEqualTo(3);
    }

    @Test
    void whatOnePartDoesNotMeasureIsAbsent() {
        Readings result = sum(
                new Sum.Part(readings(NOW, "active-power", 1000, "active-power.L1", 7), 1),
                new Sum.Part(readings(NOW, "active-power", 1), 1));
        assertThat(result.has(point("active-power"))).isTrue();
        assertThat(result.has(point("active-power.L1"))).isFalse();
    }

    @Test
    void aPartThatLosesItsValueTakesTheSumAway() {
        Readings before = readings(NOW - SECOND, "active-power", 5);
        Readings result = sum.next(
                        before,
                        List.of(
                                new Sum.Part(readings(NOW, "active-power", 1), 1),
                                new Sum.Part(readings(NOW, "active-power", Double.NaN), 1)))
                .readings();
        assertThat(result.has(point("active-power"))).isFalse();
    }

    @Test
    void partsTooFarApartDoNotRenewTheSum() {
        Readings before = readings(NOW - 3 * SECOND, "active-power", 5);
        Sum.Result result = sum.next(
                before,
                List.of(
                        new Sum.Part(readings(NOW, "active-power", 1), 1),
                        new Sum.Part(readings(NOW - 3 * SECOND, "active-power", 2), 1)));
        assertThat(result.readings().value(point("active-power"))).isEqualTo(5);
        assertThat(result.readings().instant(point("active-power"))).isEqualTo(NOW - 3 * SECOND);
        assertThat(result.skew()).isEqualTo(3 * SECOND);
        assertThat(result.skewed()).isEqualTo(1);
    }

    @Test
    void countersOfASubtractedMeterChangeSidesSoThatNoneEverFalls() {
        Readings result = sum(
                new Sum.Part(readings(NOW, "active-energy-import", 1000, "active-energy-export", 100), 1),
                new Sum.Part(readings(NOW - 60 * SECOND, "active-energy-import", 30, "active-energy-export", 7), -1));
        assertThat(result.value(point("active-energy-import"))).isEqualTo(1007);
        assertThat(result.value(point("active-energy-export"))).isEqualTo(130);
        assertThat(result.instant(point("active-energy-import"))).isEqualTo(NOW - 60 * SECOND);
    }

    @Test
    void currentsDoNotAddUpAndVoltageIsTheGrids() {
        Readings result = sum(
                new Sum.Part(readings(NOW, "current", 3), 1),
                new Sum.Part(readings(NOW, "current", 4, "voltage.L1", 231.5), 1));
        assertThat(result.has(point("current"))).isFalse();
        assertThat(result.value(point("voltage.L1"))).isEqualTo(231.5);
        assertThat(result.derived(point("voltage.L1"))).isTrue();
    }
}
