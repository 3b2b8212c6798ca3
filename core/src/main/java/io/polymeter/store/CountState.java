package io.polymeter.store;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The counters of a meter at one moment. Immutable.
///
/// @param counts by point
/// @param heard when a counter or a power was last heard, in this run of the program
/// @param powers the last power of those that are integrated
/// @param held readings that wait for the next one
/// @param steps what the connection has shown to carry, where that is more than it is rated for
/// @param falls how many times a source's counter fell
/// @param spikes how many readings were taken back by the next
/// @param unsure counters that went to their bound after a crash, and are not stored there yet
/// @param replaced counters that go on with another device's readings, once those come
record CountState(
        Map<Point, MonotonicCounter> counts,
        Map<Point, Long> heard,
        Map<Point, Double> powers,
        Map<Point, HeldStep> held,
        Map<Point, PlausibleSteps> steps,
        long falls,
        long spikes,
        Set<Point> unsure,
        Replacement replaced) {

    static CountState of(Map<Point, MonotonicCounter> counts) {
        return new CountState(counts, Map.of(), Map.of(), Map.of(), Map.of(), 0, 0, Set.of(), Replacement.NONE);
    }

    CountState with(Map<Point, MonotonicCounter> other) {
        return new CountState(other, heard, powers, held, steps, falls, spikes, unsure, replaced);
    }

    /// The counters of the device; what is integrated here goes on by itself.
    Set<Point> counted() {
        return counts.keySet().stream()
                .filter(point -> !powers.containsKey(Point.of(Quantity.ACTIVE_POWER, point.phase())))
                .collect(Collectors.toSet());
    }

    CountState with(Replacement other) {
        return new CountState(counts, heard, powers, held, steps, falls, spikes, unsure, other);
    }

    /// The same, with these on the disk.
    CountState stored(Set<Point> points) {
        Set<Point> left = new HashSet<>(unsure);
        left.removeAll(points);
        return new CountState(counts, heard, powers, held, steps, falls, spikes, Set.copyOf(left), replaced);
    }
}
