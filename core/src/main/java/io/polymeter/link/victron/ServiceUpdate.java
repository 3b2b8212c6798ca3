package io.polymeter.link.victron;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.FreshValues;
import java.util.List;

/// The values of a meter at one instant, and the paths that are made of them.
record ServiceUpdate(FreshValues values, PathValues.Drawing to) {

    /// Shows each as its row says.
    void show(List<MeasuredPath> rows) {
        for (MeasuredPath row : rows) {
            Point point = row.point();
            boolean derived = values.derived(point);
            if (row.keptWhenStale()) {
                to.energy(row.path(), values.latest(point), derived);
            } else {
                to.put(row.path(), row.format(), values.fresh(point), derived);
            }
        }
    }

    double fresh(Quantity quantity) {
        return values.fresh(Point.of(quantity));
    }
}
