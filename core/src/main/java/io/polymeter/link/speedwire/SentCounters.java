package io.polymeter.link.speedwire;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.ShownValues;
import java.util.ArrayList;
import java.util.List;

/// Says whether a datagram may go: with fresh power, not before a counter was received, and never with less energy than
/// the one before. A counter that is not there would be 0 in it. For one thread.
final class SentCounters {

    private final List<Point> told = new ArrayList<>();

    /// Judges the next datagram; false where silence is the right answer.
    boolean admit(ShownValues values) {
        if (values.lost() != null || told.stream().anyMatch(point -> Double.isNaN(values.value(point)))) {
            return false;
        }
        for (Point point : Point.all()) {
            if (point.quantity().kind() == Quantity.Kind.ENERGY
                    && !Double.isNaN(values.value(point))
                    && !told.contains(point)) {
                told.add(point);
            }
        }
        // Counters come later than power, and a datagram without them would say 0.
        return !told.isEmpty();
    }
}
