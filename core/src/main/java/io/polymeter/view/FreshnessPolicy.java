package io.polymeter.view;

import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import java.time.Duration;
import java.util.Map;

/// How old data may be, and what a consumer is told when it is older.
///
/// @param whenStale what it is told
/// @param limits age limits by group name that the user has set; a group without one has its profile's
public record FreshnessPolicy(Profile.WhenStale whenStale, Map<String, Duration> limits) {
    public FreshnessPolicy {
        limits = Map.copyOf(limits);
    }

    /// The age limit of a group in nanoseconds; `Long.MAX_VALUE` where it never ages.
    public long limit(Group group) {
        Duration set = limits.get(group.name());
        Duration limit = set != null ? set : group.freshFor();
        return limit == null ? Long.MAX_VALUE : limit.toNanos();
    }
}
