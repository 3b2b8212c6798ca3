package io.polymeter.store;

import io.polymeter.point.Point;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// A device that is replaced by another: which of its counters have not heard the other one yet. Immutable.
///
/// The other device is there when a counter stands where the old one cannot have got to, or after a silence that is
/// long enough to change a meter in. From then on the remaining counters, read later, are the other's as well.
///
/// @param points which wait
/// @param seen whether the other device was heard
record Replacement(Set<Point> points, boolean seen) {

    static final Replacement NONE = new Replacement(Set.of(), false);

    /// Nobody changes a meter in less, and hardly any is read less often.
    private static final long SILENCE = Duration.ofMinutes(10).toNanos();

    Replacement {
        points = Set.copyOf(points);
    }

    static Replacement of(Set<Point> points) {
        return points.isEmpty() ? NONE : new Replacement(points, false);
    }

    boolean waits() {
        return !points.isEmpty();
    }

    /// Whether this counter's next reading is the other device's, whatever it says.
    ///
    /// @param silence nanoseconds since the one before
    boolean begins(Point point, long silence) {
        return points.contains(point) && (seen || silence > SILENCE);
    }

    /// The other device was heard of this counter.
    Replacement without(Point point) {
        Set<Point> rest = new HashSet<>(points);
        rest.remove(point);
        return rest.isEmpty() ? NONE : new Replacement(rest, true);
    }
}
