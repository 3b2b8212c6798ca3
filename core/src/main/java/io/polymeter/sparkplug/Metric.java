package io.polymeter.sparkplug;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One metric of a message.
///
/// @param name null where the alias stands for it
/// @param alias the number that stands for the name, null for none; all 64 bits may be used
/// @param timestamp milliseconds since 1970 UTC, null where the message says nothing
/// @param type null where the birth has said it; then an integer is sent as 64 bits, and a number as a double
/// @param historical true for a value that is not the present one
/// @param passing true for a value that a host does not keep (`is_transient`)
/// @param value `NULL` where there is none
/// @param properties in their order
public record Metric(
        @Nullable String name,
        @Nullable Long alias,
        @Nullable Long timestamp,
        @Nullable DataType type,
        boolean historical,
        boolean passing,
        MetricValue value,
        Map<String, Property> properties) {

    /// @throws IllegalArgumentException where the value is none of the metric's type, or the time before 1970
    public Metric {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        if (timestamp != null && timestamp < 0) {
            throw new IllegalArgumentException("timestamp: before 1970");
        }
        if (type != null && !(value instanceof MetricValue.Unread) && !type.holds(value)) {
            throw new IllegalArgumentException("a metric is no " + type + ": " + value);
        }
    }

    /// A metric of a birth, or of a command.
    public static Metric of(String name, long timestamp, DataType type, MetricValue value) {
        return new Metric(name, null, timestamp, type, false, false, value, Map.of());
    }

    /// A metric of a data message, whose birth has said its name and its datatype.
    public static Metric of(long alias, long timestamp, MetricValue value) {
        return new Metric(null, alias, timestamp, null, false, false, value, Map.of());
    }

    /// A metric of a data message that repeats its datatype. The specification says one should not; but
    /// decoders in wide use, such as the npm package `sparkplug-payload`, give no value without it.
    public static Metric of(long alias, long timestamp, DataType type, MetricValue value) {
        return new Metric(null, alias, timestamp, type, false, false, value, Map.of());
    }

    /// The same with an alias.
    public Metric aliased(long number) {
        return new Metric(name, number, timestamp, type, historical, passing, value, properties);
    }

    /// The same with these properties alone.
    public Metric with(Map<String, Property> other) {
        return new Metric(name, alias, timestamp, type, historical, passing, value, other);
    }

    /// The same as a value that is not the present one.
    public Metric past() {
        return new Metric(name, alias, timestamp, type, true, passing, value, properties);
    }
}
