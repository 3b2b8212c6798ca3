package io.polymeter.fleet.api;

import io.polymeter.fleet.topology.Engine;
import java.util.Locale;

/// What an engine has counted, in Prometheus' text format.
final class EngineMetrics {

    private EngineMetrics() {}

    static String of(Engine engine, FleetView view) {
        StringBuilder out = new StringBuilder();
        line(out, "polymeter_fleet_messages_total", "counter", engine.tallies().messages());
        line(
                out,
                "polymeter_fleet_quarter_hours_told_total",
                "counter",
                engine.tallies().told());
        line(
                out,
                "polymeter_fleet_replays_asked_total",
                "counter",
                engine.tallies().asked());
        out.append("# TYPE polymeter_fleet_refused_total counter\n");
        engine.tallies()
                .refused()
                .forEach((kind, count) -> out.append("polymeter_fleet_refused_total{reason=\"")
                        .append(kind.name().toLowerCase(Locale.ROOT))
                        .append("\"} ")
                        .append(count)
                        .append('\n'));
        line(out, "polymeter_fleet_sites", "gauge", view.sites().size());
        line(
                out,
                "polymeter_fleet_sites_online",
                "gauge",
                view.sites().values().stream().filter(status -> status.online()).count());
        line(out, "polymeter_fleet_running", "gauge", engine.isRunning() ? 1 : 0);
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String type, long value) {
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        out.append(name).append(' ').append(value).append('\n');
    }
}
