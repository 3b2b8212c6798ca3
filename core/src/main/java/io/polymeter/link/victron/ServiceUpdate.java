package io.polymeter.link.victron;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.FreshValues;

/// A meter at one moment, and the picture that is made of it.
record ServiceUpdate(FreshValues values, PathValues.Drawing to) {

    /// Shows a quantity, invalid where it is not measured now.
    void show(String path, ValueFormat measure, Quantity quantity, Phase phase) {
        Point point = Point.of(quantity, phase);
        to.put(path, measure, values.fresh(point), values.derived(point));
    }

    void show(String path, ValueFormat measure, Quantity quantity) {
        show(path, measure, quantity, Phase.TOTAL);
    }

    /// Shows a counter: the latest, however old.
    void energy(String path, Quantity quantity, Phase phase) {
        Point point = Point.of(quantity, phase);
        to.energy(path, values.latest(point), values.derived(point));
    }

    double fresh(Quantity quantity) {
        return values.fresh(Point.of(quantity));
    }

    /// Shows a whole number, NaN: invalid.
    void number(String path, double number) {
        to.put(path, Double.isNaN(number) ? PathValue.INVALID : PathValue.of((int) Math.round(number)));
    }
}
