package io.polymeter.fleet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A past whose quarter-hours are known beforehand.
class CountedPastTest {

    /// 2027-01-15 08:00 UTC.
    private static final long QUARTER = 1_800_000_000_000L;

    private static Map<Long, Double> counter(long until, long from, long to) {
        Map<Long, Double> values = new TreeMap<>();
        new CountedPast(until)
                .read("house", Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), (point, interval) -> {
                    if (point.equals(Point.of(Quantity.ACTIVE_ENERGY_IMPORT))) {
                        values.put(interval.start().toEpochMilli() + 500L * interval.seconds(), interval.greatest());
                    }
                });
        return values;
    }

    @Test
    void eachQuarterHourHasTheSameEnergyToTheLastDigit() {
        TreeMap<Long, Double> values = new TreeMap<>(counter(QUARTER, QUARTER - 4 * 900_000, QUARTER));
        for (long end = QUARTER; end > QUARTER - 3 * 900_000; end -= 900_000) {
            long after = Math.round(values.lowerEntry(end).getValue() * 1000);
            long before = Math.round(values.lowerEntry(end - 900_000).getValue() * 1000);
            assertThat(after - before).isEqualTo(CountedPast.EACH_QUARTER);
        }
    }

    @Test
    void itIsTheSameAfterEachStartAndEndsWhereItIsSaidTo() {
        Map<Long, Double> first = counter(QUARTER, QUARTER - 900_000, QUARTER + 900_000);
        assertThat(first).hasSize(15);
        assertThat(counter(QUARTER + 60_000, QUARTER - 900_000, QUARTER)).isEqualTo(first);
        assertThat(CountedPast.counter(QUARTER - 30_000)).isEqualTo(first.get(QUARTER - 30_000));
    }
}
