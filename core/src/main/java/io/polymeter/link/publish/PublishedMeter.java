package io.polymeter.link.publish;

import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import io.polymeter.view.AgeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A meter that is told. For one thread.
public final class PublishedMeter {

    private final Meter meter;
    private final AgeLimits age;
    private final Map<Point, Optional<Duration>> limits = new HashMap<>();
    private @Nullable Profile profile;

    /// @param age how old its values may be
    public PublishedMeter(Meter meter, AgeLimits age) {
        this.meter = meter;
        this.age = age;
    }

    /// The meter.
    public Meter meter() {
        return meter;
    }

    /// How old its values may be.
    public AgeLimits ages() {
        return age;
    }

    /// The values that are fresh at a moment of the monotonic clock, in the order of the vocabulary.
    public List<PublishedValue> fresh(MeterState state, long now) {
        Readings readings = state.readings();
        List<PublishedValue> fresh = new ArrayList<>();
        for (Point point : Point.all()) {
            if (readings.has(point)) {
                Duration limit = limit(state, point);
                long instant = readings.instant(point);
                if (limit == null || now - instant <= limit.toNanos()) {
                    fresh.add(new PublishedValue(
                            point, readings.value(point), readings.text(point), instant, readings.derived(point)));
                }
            }
        }
        return fresh;
    }

    /// How old a point may be; null where it never ages.
    public @Nullable Duration limit(MeterState state, Point point) {
        Profile current = state.profile();
        if (current != profile) {
            profile = current;
            limits.clear();
        }
        return limits.computeIfAbsent(point, key -> Optional.ofNullable(age.limit(key, current)))
                .orElse(null);
    }
}
