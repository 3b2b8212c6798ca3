package io.polymeter.profile;

import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.List;

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

    /// What spans above it leave of it.
    List<Span> without(List<Span> above) {
        List<Span> left = new ArrayList<>();
        int from = range.address();
        for (Span cover : above.stream()
                .filter(other -> other.range().overlaps(range))
                .sorted((a, b) -> a.range().compareTo(b.range()))
                .toList()) {
            if (cover.range().address() > from) {
                left.add(with(new Range(from, cover.range().address() - from)));
            }
            from = Math.max(from, cover.range().end());
        }
        if (from < range.end()) {
            left.add(with(new Range(from, range.end() - from)));
        }
        return left;
    }

    Span with(Range part) {
        return new Span(part, group, optional, reserved, whole && part.equals(range));
    }
}
