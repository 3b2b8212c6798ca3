package io.polymeter.fleet.metrics;

import java.util.Map;

/// Figures in Prometheus' text format (0.0.4).
public final class MetricText {

    /// Its content type.
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder();

    /// A figure that only rises.
    ///
    /// @param name ends with `_total`
    public MetricText counter(String name, long value) {
        return line(name, "counter", value);
    }

    /// A figure that comes and goes.
    public MetricText gauge(String name, long value) {
        return line(name, "gauge", value);
    }

    /// Figures that only rise, by the value of a label.
    public MetricText counters(String name, String label, Map<String, Long> values) {
        out.append("# TYPE ").append(name).append(" counter\n");
        values.forEach((value, count) -> out.append(name)
                .append('{')
                .append(label)
                .append("=\"")
                .append(value)
                .append("\"} ")
                .append(count)
                .append('\n'));
        return this;
    }

    private MetricText line(String name, String type, long value) {
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        out.append(name).append(' ').append(value).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
