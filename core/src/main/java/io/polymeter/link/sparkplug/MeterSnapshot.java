package io.polymeter.link.sparkplug;

import io.polymeter.config.Role;
import io.polymeter.link.Clock;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.link.publish.PublishedValue;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.store.MeterState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one meter shows at a moment.
///
/// @param role what it measures, null where nobody knows
/// @param alive true while it measures
/// @param values what is fresh
record MeterSnapshot(String meter, @Nullable Role role, boolean alive, List<TimedValue> values) {

    MeterSnapshot {
        values = List.copyOf(values);
    }

    static MeterSnapshot of(PublishedMeter shown, Clock clock) {
        MeterState state = shown.meter().state();
        long now = clock.nanos();
        Instant wall = clock.wall();
        List<TimedValue> values = new ArrayList<>();
        boolean live = false;
        boolean measured = false;
        for (PublishedValue value : shown.fresh(state, now)) {
            String text = value.text();
            long at = wall.minusNanos(now - value.instant()).toEpochMilli();
            values.add(new TimedValue(
                    value.point(),
                    text == null ? new MetricValue.Real(value.number()) : new MetricValue.Text(text),
                    Math.max(0, at),
                    value.instant(),
                    value.derived()));
            live |= value.point().quantity().kind() == Quantity.Kind.LIVE;
            measured |= value.measured();
        }
        // Counters age slowly: where there is more than them, it is what tells whether the meter is there.
        boolean alive = hasLive(state.readings()) ? live : measured;
        return new MeterSnapshot(shown.meter().name(), role(state), alive, values);
    }

    private static @Nullable Role role(MeterState state) {
        Profile profile = state.profile();
        return profile == null ? null : profile.about().role();
    }

    private static boolean hasLive(Readings readings) {
        return Point.all().stream()
                .anyMatch(point -> point.quantity().kind() == Quantity.Kind.LIVE && readings.has(point));
    }
}
