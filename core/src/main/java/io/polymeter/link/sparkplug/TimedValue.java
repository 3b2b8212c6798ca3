package io.polymeter.link.sparkplug;

import io.polymeter.point.Point;
import io.polymeter.sparkplug.MetricValue;

/// A value of a meter at a moment.
///
/// @param at when it was received, milliseconds since 1970 UTC
/// @param instant the same of the monotonic clock, 0 where it is not known any more
/// @param derived true where it was computed here
/// @param seconds for so many it stands: a mean for those around its moment, a counter for those before; 0 for what
///     was measured at its moment
record TimedValue(Point point, MetricValue value, long at, long instant, boolean derived, int seconds) {

    /// A value that was measured at its moment.
    TimedValue(Point point, MetricValue value, long at, long instant, boolean derived) {
        this(point, value, at, instant, derived, 0);
    }

    /// A value that is not there.
    static TimedValue absent(Point point, long at) {
        return new TimedValue(point, MetricValue.NULL, at, 0, false);
    }
}
