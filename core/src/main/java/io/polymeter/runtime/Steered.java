package io.polymeter.runtime;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Role;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The meters whose power an output's consumer sets.
///
/// @param found true where nobody said so, and the only storage was taken
record Steered(List<Meter> meters, boolean found) {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final List<Point> PHASES = List.of(
            Point.of(Quantity.ACTIVE_POWER, Phase.L1),
            Point.of(Quantity.ACTIVE_POWER, Phase.L2),
            Point.of(Quantity.ACTIVE_POWER, Phase.L3));

    Steered {
        meters = List.copyOf(meters);
    }

    /// Those that the configuration names, else the only storage beside the meter that is shown.
    static Steered by(Polymeter polymeter, String output, Meter shown) {
        OutputSettings settings = polymeter.plan().settings().outputs().get(output);
        List<Meter> named = new ArrayList<>();
        if (settings != null) {
            settings.steers().forEach(name -> polymeter.meters().find(name).ifPresent(named::add));
        }
        if (!named.isEmpty()) {
            return new Steered(named, false);
        }
        List<Meter> storages = polymeter.meters().all().stream()
                .filter(meter -> meter != shown && meter.role() == Role.STORAGE)
                .toList();
        return storages.size() == 1 ? new Steered(storages, true) : new Steered(List.of(), false);
    }

    /// A power and when it was received.
    record Power(long instant, double watts) {}

    /// The sum of the powers of these meters, as new as the newest; null where one is not known, or there is none.
    @Nullable
    Power power() {
        return power(meters);
    }

    /// The same of others.
    static @Nullable Power power(List<Meter> meters) {
        double watts = 0;
        long instant = Long.MIN_VALUE;
        for (Meter meter : meters) {
            Readings readings = meter.state().corrected();
            List<Point> points = readings.has(POWER) ? List.of(POWER) : PHASES;
            double own = 0;
            for (Point point : points) {
                own += readings.value(point);
                instant = Math.max(instant, readings.instant(point));
            }
            watts += own;
        }
        return meters.isEmpty() || Double.isNaN(watts) ? null : new Power(instant, watts);
    }
}
