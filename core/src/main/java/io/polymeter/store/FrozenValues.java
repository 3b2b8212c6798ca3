package io.polymeter.store;

import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.register.RegisterImage;

/// What a source gives that repeats its last values: their instants are new, the values are not.
final class FrozenValues {

    private FrozenValues() {}

    /// @param frozen what is repeated
    /// @param before what is known
    /// @param after what would be known of a source that measures
    static MeterState repeat(MeterState frozen, MeterState before, MeterState after) {
        if (after == before) {
            return before;
        }
        RegisterImage image = after.image().repeating(frozen.image());
        if (after.profile() != null && !after.image().segments().isEmpty()) {
            return after.with(image);
        }
        Readings old = frozen.measured();
        Readings next = after.measured();
        Readings.Builder repeated = next.toBuilder();
        for (Point point : Point.all()) {
            if (!Double.isNaN(old.value(point)) && next.has(point)) {
                repeated.put(point, old.value(point), next.instant(point), old.derived(point));
            }
        }
        return after.with(repeated.build());
    }
}
