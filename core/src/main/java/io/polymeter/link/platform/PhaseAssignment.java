package io.polymeter.link.platform;

import io.polymeter.config.LinePhase;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts the values of a single-phase source on the phase it is connected to.
final class PhaseAssignment {

    private PhaseAssignment() {}

    /// Where the value of a point goes. What flows on one phase alone is that phase's and the total; a voltage is
    /// the phase's alone, for the other two phases have one too, which nobody measured.
    ///
    /// @param named every point the source names itself: those keep their own value
    static List<Point> of(Point point, @Nullable LinePhase phase, Set<Point> named) {
        if (phase == null || point.phase() != Phase.TOTAL) {
            return List.of(point);
        }
        Phase line = Phase.valueOf(phase.name());
        List<Point> targets = new ArrayList<>();
        switch (point.quantity()) {
            case ACTIVE_POWER,
                    REACTIVE_POWER,
                    APPARENT_POWER,
                    POWER_FACTOR,
                    CURRENT,
                    ACTIVE_ENERGY_IMPORT,
                    ACTIVE_ENERGY_EXPORT,
                    REACTIVE_ENERGY_IMPORT,
                    REACTIVE_ENERGY_EXPORT,
                    APPARENT_ENERGY_IMPORT,
                    APPARENT_ENERGY_EXPORT -> {
                targets.add(point);
                add(targets, point.quantity(), line, named);
            }
            case VOLTAGE -> {
                add(targets, point.quantity(), line, named);
                if (targets.isEmpty()) {
                    targets.add(point);
                }
            }
            default -> targets.add(point);
        }
        return targets;
    }

    private static void add(List<Point> targets, Quantity quantity, Phase line, Set<Point> named) {
        Point there = Point.of(quantity, line);
        if (!named.contains(there)) {
            targets.add(there);
        }
    }
}
