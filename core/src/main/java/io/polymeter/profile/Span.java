package io.polymeter.profile;

import io.polymeter.register.Range;

/// A run of addresses the device has, and how it ages.
///
/// @param optional true where some devices of this kind answer exception 2 here
/// @param reserved true where reserved registers inside are answered as 0 when they were not received: they
///     carry no quantity
/// @param whole true where the device wants it read in one request, as it stands here
public record Span(Range range, Group group, boolean optional, boolean reserved, boolean whole) {

    /// A run that may be read in parts.
    public Span(Range range, Group group, boolean optional, boolean reserved) {
        this(range, group, optional, reserved, false);
    }

    Span with(Range part) {
        return new Span(part, group, optional, reserved, whole && part.equals(range));
    }
}
