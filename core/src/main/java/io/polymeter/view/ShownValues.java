package io.polymeter.view;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import org.jspecify.annotations.Nullable;

/// What a device without registers shows of one state of a meter: all that is fresh, and nothing at all while the
/// total power is not; or the latest values, however old, on the user's demand.
///
/// Energy that is too old is absent by itself: power goes on without it.
///
/// @param held true where old values are wanted
public record ShownValues(FreshValues values, boolean held) {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    /// The value in the point's unit; NaN where there is none to be shown.
    public double value(Point point) {
        return held ? values.latest(point) : values.fresh(point);
    }

    /// Why no power can be told, null where it can.
    public Served.@Nullable Reason lost() {
        if (!Double.isNaN(value(POWER))) {
            return null;
        }
        return Double.isNaN(values.latest(POWER)) ? Served.Reason.NOT_RECEIVED : Served.Reason.STALE;
    }

    /// When the total power was received, nanoseconds of the monotonic clock. Only meaningful where it is there.
    public long instant() {
        return values.readings().instant(POWER);
    }

    /// The name of the group that the total power ages with.
    public String group() {
        return AgeLimits.group(POWER, values.state().profile());
    }
}
