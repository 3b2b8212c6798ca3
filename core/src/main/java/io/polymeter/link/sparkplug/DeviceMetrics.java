package io.polymeter.link.sparkplug;

import io.polymeter.config.Role;
import io.polymeter.point.Point;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One meter as a device of the node, and what the host knows of it. For one thread.
final class DeviceMetrics {

    private static final int GOOD = 192;
    private static final int STALE = 500;

    private final String meter;
    private final MetricAliases aliases;
    private final ReportedValues told = new ReportedValues();
    private boolean born;

    DeviceMetrics(String meter, MetricAliases aliases) {
        this.meter = meter;
        this.aliases = aliases;
    }

    String meter() {
        return meter;
    }

    /// True between a DBIRTH and a DDEATH.
    boolean born() {
        return born;
    }

    void died() {
        born = false;
    }

    ReportedValues told() {
        return told;
    }

    /// The metrics of a DBIRTH. From now on the host knows these values.
    ///
    /// @param now what is fresh
    /// @param at milliseconds since 1970
    List<Metric> birth(MeterSnapshot now, long at) {
        List<TimedValue> all = told.all(now, at);
        List<Metric> metrics = new ArrayList<>();
        for (TimedValue value : all) {
            Point point = value.point();
            metrics.add(Metric.of(point.name(), value.at(), type(point), value.value())
                    .aliased(aliases.of(meter, point.name()))
                    .with(properties(value, now.role())));
        }
        told.taken(all);
        born = true;
        return metrics;
    }

    private Map<String, Property> properties(TimedValue value, @Nullable Role role) {
        Map<String, Property> properties = new LinkedHashMap<>();
        Point point = value.point();
        if (!point.unit().symbol().isEmpty()) {
            properties.put("engUnit", Property.of(point.unit().symbol()));
        }
        point.obis().ifPresent(code -> properties.put("OBIS", Property.of(code)));
        if (role != null) {
            properties.put("role", Property.of(role.name().toLowerCase(Locale.ROOT)));
        }
        properties.put("Quality", Property.of(value.value() instanceof MetricValue.Null ? STALE : GOOD));
        if (value.derived()) {
            properties.put("derived", Property.of(true));
        }
        return properties;
    }

    /// The metrics of a DDATA, none without news. From now on the host knows them.
    List<Metric> news(MeterSnapshot now, long at) {
        List<TimedValue> changes = told.changes(now, at);
        told.taken(changes);
        return changes.stream().map(this::data).toList();
    }

    private static DataType type(Point point) {
        return point.quantity().isText() ? DataType.STRING : DataType.DOUBLE;
    }

    private Metric data(TimedValue value) {
        Point point = value.point();
        return Metric.of(aliases.of(meter, point.name()), value.at(), type(point), value.value());
    }

    /// A value that is not the present one.
    Metric past(TimedValue value) {
        Map<String, Property> properties = new LinkedHashMap<>();
        if (value.derived()) {
            properties.put("derived", Property.of(true));
        }
        if (value.seconds() > 0) {
            properties.put(Property.INTERVAL, Property.of(value.seconds()));
        }
        return data(value).past().with(properties);
    }
}
