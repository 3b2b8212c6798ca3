package io.polymeter.fleet.api;

import io.polymeter.fleet.metrics.MetricText;
import io.polymeter.fleet.topic.Status;
import io.polymeter.fleet.topology.Engine;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What an engine has counted.
final class EngineMetrics {

    private EngineMetrics() {}

    static String of(Engine engine, FleetView view) {
        Map<String, Long> refused = new TreeMap<>();
        engine.tallies()
                .refused()
                .forEach((kind, count) -> refused.put(kind.name().toLowerCase(Locale.ROOT), count));
        long online = view.sites().values().stream().filter(Status::online).count();
        return new MetricText()
                .counter("polymeter_fleet_messages_total", engine.tallies().messages())
                .counter(
                        "polymeter_fleet_quarter_hours_told_total",
                        engine.tallies().told())
                .counter("polymeter_fleet_replays_asked_total", engine.tallies().asked())
                .counters("polymeter_fleet_refused_total", "reason", refused)
                .gauge("polymeter_fleet_sites", view.sites().size())
                .gauge("polymeter_fleet_sites_online", online)
                .gauge("polymeter_fleet_running", engine.isRunning() ? 1 : 0)
                .toString();
    }
}
