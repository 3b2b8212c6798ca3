package io.polymeter.view;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.store.MeterState;
import org.jspecify.annotations.Nullable;

/// What one state of a meter is worth at one moment: values that are too old are absent.
///
/// Made for each answer from one state, so that no two values are of different updates.
///
/// @param now nanoseconds of the monotonic clock
public record FreshValues(MeterState state, AgeLimits limits, long now) {

    /// The value in the point's unit; NaN where there is none or it is too old.
    public double fresh(Point point) {
        return isFresh(point) ? state.completed().value(point) : Double.NaN;
    }

    /// The latest value, however old; NaN where there never was one.
    public double latest(Point point) {
        return state.completed().value(point);
    }

    /// The latest text, null where there never was one.
    public @Nullable String text(Quantity quantity) {
        return state.readings().text(Point.of(quantity));
    }

    /// True where the value was computed here, not measured.
    public boolean derived(Point point) {
        return state.completed().derived(point);
    }

    /// True if anything that changes with every measuring cycle is young enough: the device is there.
    public boolean alive() {
        for (Point point : Point.all()) {
            if (point.quantity().kind() == Quantity.Kind.LIVE && isFresh(point)) {
                return true;
            }
        }
        return false;
    }

    private boolean isFresh(Point point) {
        Readings readings = state.completed();
        if (!readings.has(point)) {
            return false;
        }
        Profile profile = state.profile();
        return now - readings.instant(point) <= limits.of(point, profile);
    }
}
