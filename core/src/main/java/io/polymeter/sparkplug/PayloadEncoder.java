package io.polymeter.sparkplug;

import java.util.Map;

/// Writes payloads.
final class PayloadEncoder {

    /// Where the values of a metric, and of a property, begin: the field of a 32-bit integer; those of the others
    /// follow.
    static final int METRIC_VALUE = 10;

    static final int PROPERTY_VALUE = 3;

    private PayloadEncoder() {}

    static byte[] encode(Payload payload) {
        WireWriter out = new WireWriter();
        if (payload.timestamp() != null) {
            out.number(1, payload.timestamp());
        }
        for (Metric metric : payload.metrics()) {
            out.message(2, metric(metric));
        }
        if (payload.seq() != null) {
            out.number(3, payload.seq());
        }
        return out.bytes();
    }

    private static WireWriter metric(Metric metric) {
        WireWriter out = new WireWriter();
        if (metric.name() != null) {
            out.text(1, metric.name());
        }
        if (metric.alias() != null) {
            out.number(2, metric.alias());
        }
        if (metric.timestamp() != null) {
            out.number(3, metric.timestamp());
        }
        if (metric.type() != null) {
            out.number(4, metric.type().code());
        }
        if (metric.historical()) {
            out.truth(5, true);
        }
        if (metric.passing()) {
            out.truth(6, true);
        }
        if (metric.value() instanceof MetricValue.Null) {
            out.truth(7, true);
        }
        if (!metric.properties().isEmpty()) {
            out.message(9, properties(metric.properties()));
        }
        value(out, METRIC_VALUE, metric.type() == null ? DataType.UNKNOWN : metric.type(), metric.value());
        return out;
    }

    private static WireWriter properties(Map<String, Property> properties) {
        WireWriter out = new WireWriter();
        properties.keySet().forEach(key -> out.text(1, key));
        for (Property property : properties.values()) {
            WireWriter one = new WireWriter();
            one.number(1, property.type().code());
            if (property.value() instanceof MetricValue.Null) {
                one.truth(2, true);
            }
            value(one, PROPERTY_VALUE, property.type(), property.value());
            out.message(2, one);
        }
        return out;
    }

    private static void value(WireWriter out, int first, DataType type, MetricValue value) {
        switch (value) {
            case MetricValue.Null _ -> {}
            case MetricValue.Whole whole when type.isShort() -> out.number(first, whole.value() & 0xffff_ffffL);
            case MetricValue.Whole whole -> out.number(first + 1, whole.value());
            case MetricValue.Real real when type == DataType.FLOAT -> out.real(first + 2, (float) real.value());
            case MetricValue.Real real -> out.real(first + 3, real.value());
            case MetricValue.Truth truth -> out.truth(first + 4, truth.value());
            case MetricValue.Text text -> out.text(first + 5, text.value());
            case MetricValue.Unread _ -> throw new IllegalArgumentException("a value that was not read");
        }
    }
}
