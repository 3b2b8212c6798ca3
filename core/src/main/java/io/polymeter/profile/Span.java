package io.polymeter.profile;

import io.polymeter.register.Range;

/// A run of addresses the device has, and how it ages.
///
/// @param optional true where some devices of this kind answer exception 2 here
/// @param reserved true where reserved registers inside are answered as 0 when they were not received: they
///     carry no
///     quantity
public record Span(Range range, Group group, boolean optional, boolean reserved) {

    Span with(Range part) {
        return new Span(part, group, optional, reserved);
    }
}
