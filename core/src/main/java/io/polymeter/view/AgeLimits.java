package io.polymeter.view;

import io.polymeter.point.Point;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How old the values of a meter may be, for consumers of values rather than registers: what the user says,
/// else the
/// meter's profile, else the general limits.
///
/// @param set age limits by group name that the user has set
public record AgeLimits(Map<String, Duration> set) {

    private static final Duration LIVE = Duration.ofSeconds(15);
    private static final Duration ENERGY = Duration.ofMinutes(5);

    public AgeLimits {
        set = Map.copyOf(set);
    }

    /// The age limit of a point in nanoseconds, `Long.MAX_VALUE` where it never ages.
    ///
    /// @param profile the meter's register map as known now, null where it has none
    public long of(Point point, @Nullable Profile profile) {
        Group group = profile == null ? null : profile.groupOf(point).orElse(null);
        String name = group != null
                ? group.name()
                : switch (point.quantity().kind()) {
                    case LIVE -> "live";
                    case ENERGY -> "energy";
                    case IDENTITY -> "identity";
                };
        Duration own = set.get(name);
        Duration limit = own != null ? own : group != null ? group.freshFor() : general(name);
        return limit == null ? Long.MAX_VALUE : limit.toNanos();
    }

    private static @Nullable Duration general(String group) {
        return switch (group) {
            case "live" -> LIVE;
            case "energy" -> ENERGY;
            default -> null;
        };
    }
}
