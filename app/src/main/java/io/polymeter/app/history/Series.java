package io.polymeter.app.history;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;

/// One point of one meter.
public record Series(String meter, Point point) {

    boolean isEnergy() {
        return point.quantity().kind() == Quantity.Kind.ENERGY;
    }

    /// True for what is worth keeping: numbers that change.
    static boolean worthKeeping(Point point) {
        return point.quantity().kind() != Quantity.Kind.IDENTITY && point.quantity() != Quantity.MEASURED_AT;
    }
}
