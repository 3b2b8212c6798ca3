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
/// @param readings the state's, as they are shown
/// @param now nanoseconds of the monotonic clock
public record FreshValues(MeterState state, Readings readings, AgeLimits limits, long now) {

    /// What was measured, and what follows from it.
    public FreshValues(MeterState state, AgeLimits limits, long now) {
        this(state, state.completed(), limits, now);
    }

    /// The value in the point's unit; NaN where there is none or it is too old.
    public double fresh(Point point) {
        return isFresh(point) ? readings.value(point) : Double.NaN;
    }

    /// The latest value, however old; NaN where there never was one.
    public double latest(Point point) {
        return readings.value(point);
    }

    /// The latest text, null where there never was one.
    public @Nullable String text(Quantity quantity) {
        return state.readings().text(Point.of(quantity));
    }

    /// True where the value was computed here, not measured.
    public boolean derived(Point point) {
        return readings.derived(point);
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
        if (!readings.has(point)) {
            return false;
        }
        Profile profile = state.profile();
        return now - readings.instant(point) <= limits.of(point, profile);
    }
}
