package io.polymeter.view;

import io.polymeter.point.Point;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How old the values of a meter may be, for consumers of values rather than registers: what the user says, else
/// the meter's profile, else the general limits.
///
/// @param set age limits by group name that the user has set
public record AgeLimits(Map<String, Duration> set) {

    private static final Map<String, Duration> GENERAL =
            Map.of("live", Duration.ofSeconds(15), "energy", Duration.ofMinutes(5));

    public AgeLimits {
        set = Map.copyOf(set);
    }

    /// The age limit of a point in nanoseconds, `Long.MAX_VALUE` where it never ages.
    ///
    /// @param profile the meter's register map as known now, null where it has none
    public long of(Point point, @Nullable Profile profile) {
        Duration limit = limit(point, profile);
        return limit == null ? Long.MAX_VALUE : limit.toNanos();
    }

    /// The age limit of a point, null where it never ages.
    ///
    /// @param profile the meter's register map as known now, null where it has none
    public @Nullable Duration limit(Point point, @Nullable Profile profile) {
        String name = group(point, profile);
        Duration own = set.get(name);
        if (own != null) {
            return own;
        }
        return profile == null
                ? GENERAL.get(name)
                : profile.groupOf(point)
                        .map(group -> Optional.ofNullable(group.freshFor()))
                        .orElseGet(() -> Optional.ofNullable(GENERAL.get(name)))
                        .orElse(null);
    }

    /// The name of the group a point ages with.
    ///
    /// @param profile the meter's register map as known now, null where it has none
    public static String group(Point point, @Nullable Profile profile) {
        Group group = profile == null ? null : profile.groupOf(point).orElse(null);
        return group != null
                ? group.name()
                : switch (point.quantity().kind()) {
                    case LIVE -> "live";
                    case ENERGY -> "energy";
                    case IDENTITY -> "identity";
                };
    }

    /// The age limits by group name; a group that is missing never ages.
    ///
    /// @param profile the meter's register map as known now, null where it has none
    public Map<String, Duration> byGroup(@Nullable Profile profile) {
        Map<String, Duration> limits = new HashMap<>(GENERAL);
        if (profile != null) {
            for (Group group : profile.groups()) {
                if (group.freshFor() != null) {
                    limits.put(group.name(), group.freshFor());
                }
            }
        }
        limits.putAll(set);
        return limits;
    }
}
