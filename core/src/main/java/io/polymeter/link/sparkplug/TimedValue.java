package io.polymeter.link.sparkplug;

import io.polymeter.point.Point;
import io.polymeter.sparkplug.MetricValue;

/// A value of a meter at a moment.
///
/// @param at when it was received, milliseconds since 1970 UTC
/// @param instant the same of the monotonic clock, 0 where it is not known any more
/// @param derived true where it was computed here
record TimedValue(Point point, MetricValue value, long at, long instant, boolean derived) {

    /// A value that is not there.
    static TimedValue absent(Point point, long at) {
        return new TimedValue(point, MetricValue.NULL, at, 0, false);
    }
}
