package io.polymeter.link.publish;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import org.jspecify.annotations.Nullable;

/// A value that may be told.
///
/// @param number NaN for a text
/// @param text null for a number
/// @param instant when it was received, of the monotonic clock
/// @param derived true where it was computed here
public record PublishedValue(
        Point point, double number, @Nullable String text, long instant, boolean derived) {

    /// True for what was measured; false for what a device is called.
    public boolean measured() {
        return point.quantity().kind() != Quantity.Kind.IDENTITY;
    }
}
