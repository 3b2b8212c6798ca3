package io.polymeter.link.sparkplug;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.sparkplug.MetricValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody knows of one meter, and so what is news to him. For one thread.
final class ReportedValues {

    private static final Comparator<TimedValue> BY_TIME = Comparator.comparingLong(TimedValue::at);

    private final Map<Point, MetricValue> known = new HashMap<>();
    /// The newest instant that was told of.
    private long latest = Long.MIN_VALUE;

    /// Values that are others than those known, oldest first; those that are not there any more are null. Where
    /// none is, and the meter was heard again, one live value says so.
    List<TimedValue> changes(MeterSnapshot now, long at) {
        List<TimedValue> changes = new ArrayList<>();
        TimedValue sign = null;
        for (TimedValue value : now.values()) {
            if (!value.value().equals(known.get(value.point()))) {
                changes.add(value);
            }
            sign = younger(sign, value);
        }
        known.forEach((point, value) -> {
            if (!(value instanceof MetricValue.Null)
                    && now.values().stream().noneMatch(each -> each.point() == point)) {
                changes.add(TimedValue.absent(point, at));
            }
        });
        if (changes.isEmpty() && sign != null && sign.instant() > latest) {
            changes.add(sign);
        }
        changes.sort(BY_TIME);
        return changes;
    }

    private static @Nullable TimedValue younger(@Nullable TimedValue sign, TimedValue value) {
        boolean live = value.point().quantity().kind() != Quantity.Kind.IDENTITY;
        return live && (sign == null || value.instant() > sign.instant()) ? value : sign;
    }

    /// True where there is a value of a point that was never told of.
    boolean lacks(MeterSnapshot now) {
        return now.values().stream().anyMatch(value -> !known.containsKey(value.point()));
    }

    /// True if this point was told of.
    boolean knows(Point point) {
        return known.containsKey(point);
    }

    /// There is a point; its value is told later.
    void expect(Point point) {
        known.putIfAbsent(point, MetricValue.NULL);
    }

    /// Every point that was ever told of or is there now, those that are not there as null, oldest first.
    List<TimedValue> all(MeterSnapshot now, long at) {
        List<TimedValue> all = new ArrayList<>(now.values());
        known.keySet().stream()
                .filter(point -> now.values().stream().noneMatch(each -> each.point() == point))
                .sorted(Comparator.comparingInt(Point::index))
                .forEach(point -> all.add(TimedValue.absent(point, at)));
        all.sort(BY_TIME);
        return all;
    }

    /// He knows these now.
    void taken(List<TimedValue> values) {
        for (TimedValue value : values) {
            known.put(value.point(), value.value());
            if (!(value.value() instanceof MetricValue.Null)) {
                latest = Math.max(latest, value.instant());
            }
        }
    }
}
