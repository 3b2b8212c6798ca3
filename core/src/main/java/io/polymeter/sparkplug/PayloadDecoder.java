package io.polymeter.sparkplug;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads payloads. Fields that are not known are passed over; of those that are repeated against the schema the last
/// counts.
final class PayloadDecoder {

    private PayloadDecoder() {}

    static Payload decode(byte[] bytes) throws MalformedPayloadException {
        if (bytes.length > Payload.MAX_BYTES) {
            throw new MalformedPayloadException("longer than " + Payload.MAX_BYTES + " bytes");
        }
        Long timestamp = null;
        Integer seq = null;
        List<Metric> metrics = new ArrayList<>();
        WireReader in = new WireReader(ByteBuffer.wrap(bytes));
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> timestamp = moment(in);
                case 2 -> {
                    if (metrics.size() == Payload.MAX_METRICS) {
                        throw new MalformedPayloadException("metrics: more than " + Payload.MAX_METRICS);
                    }
                    metrics.add(new Fields().metric(in.message()));
                }
                case 3 -> {
                    long number = in.number();
                    if (number < 0 || number > 255) {
                        throw new MalformedPayloadException("seq: not from 0 to 255");
                    }
                    seq = (int) number;
                }
                default -> {}
            }
        }
        return new Payload(timestamp, seq, metrics);
    }

    private static long moment(WireReader in) throws MalformedPayloadException {
        long millis = in.number();
        if (millis < 0) {
            throw new MalformedPayloadException("timestamp: too large");
        }
        return millis;
    }

    /// The fields of one metric, or of one property, while they are read.
    private static final class Fields {

        private @Nullable String name;
        private @Nullable Long alias;
        private @Nullable Long timestamp;
        private @Nullable DataType type;
        private boolean historical;
        private boolean passing;
        private boolean isNull;
        private final Map<String, Property> properties = new LinkedHashMap<>();
        private @Nullable MetricValue value;
        private boolean isFloat;

        Metric metric(WireReader in) throws MalformedPayloadException {
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> name = in.text();
                    case 2 -> alias = in.number();
                    case 3 -> timestamp = moment(in);
                    case 4 -> type = DataType.of(in.unsigned());
                    case 5 -> historical = in.truth();
                    case 6 -> passing = in.truth();
                    case 7 -> isNull = in.truth();
                    case 9 -> properties(in.message());
                    default -> value(in, field - PayloadEncoder.METRIC_VALUE);
                }
            }
            if (type == DataType.UNKNOWN && !isNull) {
                value = new MetricValue.Unread();
            }
            DataType known = type == DataType.UNKNOWN ? null : type;
            return new Metric(name, alias, timestamp, known, historical, passing, checked(known), properties);
        }

        private Property property(WireReader in) throws MalformedPayloadException {
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> type = DataType.of(in.unsigned());
                    case 2 -> isNull = in.truth();
                    default -> value(in, field - PayloadEncoder.PROPERTY_VALUE);
                }
            }
            if (type == null) {
                throw new MalformedPayloadException("a property has no type");
            }
            return type == DataType.UNKNOWN
                    ? new Property(type, new MetricValue.Unread())
                    : new Property(type, checked(type));
        }

        private void properties(WireReader in) throws MalformedPayloadException {
            List<String> keys = new ArrayList<>();
            List<Property> values = new ArrayList<>();
            for (int field = in.next(); field != 0; field = in.next()) {
                if (keys.size() + values.size() > 2 * Payload.MAX_PROPERTIES) {
                    throw new MalformedPayloadException("properties: more than " + Payload.MAX_PROPERTIES);
                }
                switch (field) {
                    case 1 -> keys.add(in.text());
                    case 2 -> values.add(new Fields().property(in.message()));
                    default -> {}
                }
            }
            if (keys.size() != values.size() || keys.size() > Payload.MAX_PROPERTIES) {
                throw new MalformedPayloadException("properties: not as many values as keys");
            }
            properties.clear();
            for (int i = 0; i < keys.size(); i++) {
                properties.put(keys.get(i), values.get(i));
            }
        }

        /// @param kind how many fields behind the first that holds a value
        private void value(WireReader in, int kind) throws MalformedPayloadException {
            MetricValue read = switch (kind) {
                case 0 -> new MetricValue.Whole(in.unsigned());
                case 1 -> new MetricValue.Whole(in.number());
                case 2 -> new MetricValue.Real(in.shortReal());
                case 3 -> new MetricValue.Real(in.real());
                case 4 -> new MetricValue.Truth(in.truth());
                case 5 -> new MetricValue.Text(in.text());
                case 6, 7, 8, 9 -> new MetricValue.Unread();
                default -> null;
            };
            if (read != null) {
                value = read;
                isFloat = kind == 2;
            }
        }

        /// The value as the datatype has it.
        private MetricValue checked(@Nullable DataType known) throws MalformedPayloadException {
            if (isNull) {
                return MetricValue.NULL;
            }
            if (value == null) {
                throw new MalformedPayloadException("metric " + title() + " has neither a value nor is_null");
            }
            if (known == null || value instanceof MetricValue.Unread) {
                if (known != null && !known.isUnread()) {
                    throw new MalformedPayloadException("metric " + title() + " is no " + known);
                }
                return value;
            }
            MetricValue typed = value instanceof MetricValue.Whole whole ? known.narrowed(whole.value()) : value;
            if (!known.holds(typed) || typed instanceof MetricValue.Real && isFloat != (known == DataType.FLOAT)) {
                throw new MalformedPayloadException("metric " + title() + " is no " + known);
            }
            return typed;
        }

        private String title() {
            return name != null ? "'" + name + "'" : alias != null ? "with alias " + alias : "without a name";
        }
    }
}
