package io.polymeter.view;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.util.List;

/// Shows another active power than was measured, on the user's demand. Energy stays what it is, and the phases
/// still add up to the total; what was changed is derived.
///
/// @param bias watts that are added
/// @param deadband watts up to which the total is shown as 0
record PowerShift(double bias, double deadband) {

    /// Changes nothing.
    static final PowerShift NONE = new PowerShift(0, 0);

    private static final Point TOTAL = Point.of(Quantity.ACTIVE_POWER);
    private static final List<Point> LINES = List.of(
            Point.of(Quantity.ACTIVE_POWER, Phase.L1),
            Point.of(Quantity.ACTIVE_POWER, Phase.L2),
            Point.of(Quantity.ACTIVE_POWER, Phase.L3));

    Readings apply(Readings readings) {
        double total = readings.value(TOTAL);
        if (equals(NONE) || Double.isNaN(total)) {
            return readings;
        }
        double shown = total + bias;
        double shift = Math.abs(shown) <= deadband ? -total : bias;
        if (shift == 0) {
            return readings;
        }
        Readings.Builder changed = readings.toBuilder();
        changed.put(TOTAL, total + shift, readings.instant(TOTAL), true);
        List<Point> lines = LINES.stream().filter(readings::has).toList();
        for (Point line : lines) {
            changed.put(line, readings.value(line) + shift / lines.size(), readings.instant(line), true);
        }
        return changed.build();
    }
}
