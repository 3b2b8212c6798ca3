package io.polymeter.runtime;

import io.polymeter.link.Health;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.store.MeterState;
import io.polymeter.view.AgeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts states into words and figures for a [Snapshot].
final class SnapshotBuilder {

    private SnapshotBuilder() {}

    static Snapshot.Meter of(PlannedMeter planned, MeterState state, long now) {
        Readings readings = state.readings();
        Profile profile = state.profile();
        List<Snapshot.Reading> list = new ArrayList<>();
        for (Point point : Point.all()) {
            if (readings.has(point)) {
                list.add(reading(new Basis(planned, profile, readings), point, now));
            }
        }
        return new Snapshot.Meter(planned.name(), state, List.copyOf(list));
    }

    private record Basis(PlannedMeter planned, @Nullable Profile profile, Readings readings) {}

    private static Snapshot.Reading reading(Basis basis, Point point, long now) {
        PlannedMeter planned = basis.planned();
        Profile profile = basis.profile();
        Readings readings = basis.readings();
        String name = AgeLimits.group(point, profile);
        Duration limit = new AgeLimits(planned.settings().freshFor()).limit(point, profile);
        long age = now - readings.instant(point);
        Snapshot.Quality quality = limit != null && age > limit.toNanos()
                ? Snapshot.Quality.STALE
                : readings.derived(point) ? Snapshot.Quality.DERIVED : Snapshot.Quality.FRESH;
        return new Snapshot.Reading(
                point, readings.value(point), readings.text(point), Duration.ofNanos(age), name, limit, quality);
    }

    static Snapshot.Link of(Supervisor.Supervised supervised, long now) {
        Health health = supervised.health();
        Health.Status status = health.status();
        Map<String, Long> counters = new TreeMap<>();
        supervised.link().events().forEach(event -> counters.put(event, 0L));
        counters.putAll(health.counters());
        counters.putAll(supervised.link().counters());
        return new Snapshot.Link(
                supervised.link().name(),
                supervised.link().description(),
                status.state(),
                status.said(),
                Duration.ofNanos(status.since() == 0 ? 0 : now - status.since()),
                health.restarts(),
                Map.copyOf(counters),
                supervised.link().gauges(),
                health.troubles());
    }
}
