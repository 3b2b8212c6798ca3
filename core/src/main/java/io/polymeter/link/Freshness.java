package io.polymeter.link;

import io.polymeter.config.MeterSettings;
import io.polymeter.point.Point;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How old the values of a meter may be.
///
/// @param own what the configuration says, by group
public record Freshness(Map<String, Duration> own) {

    // For sources without a profile.
    private static final Duration LIVE = Duration.ofSeconds(15);
    private static final Duration ENERGY = Duration.ofMinutes(5);

    public Freshness {
        own = Map.copyOf(own);
    }

    /// That of a meter's configuration.
    public static Freshness of(MeterSettings settings) {
        return new Freshness(settings.freshFor());
    }

    /// The group a point ages with.
    ///
    /// @param profile the meter's register map, null for a source without registers
    public static String group(@Nullable Profile profile, Point point) {
        Group group = profile == null ? null : profile.groupOf(point).orElse(null);
        return group != null ? group.name() : usual(point);
    }

    /// How old a point may be; null where it never ages.
    ///
    /// @param profile the meter's register map, null for a source without registers
    public @Nullable Duration limit(@Nullable Profile profile, Point point) {
        Group group = profile == null ? null : profile.groupOf(point).orElse(null);
        Duration said = own.get(group != null ? group.name() : usual(point));
        if (said != null) {
            return said;
        }
        return group != null
                ? group.freshFor()
                : switch (point.quantity().kind()) {
                    case LIVE -> LIVE;
                    case ENERGY -> ENERGY;
                    case IDENTITY -> null;
                };
    }

    private static String usual(Point point) {
        return switch (point.quantity().kind()) {
            case LIVE -> "live";
            case ENERGY -> "energy";
            case IDENTITY -> "identity";
        };
    }
}
