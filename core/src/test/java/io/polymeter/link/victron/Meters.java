package io.polymeter.link.victron;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.config.kind.VictronSink;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.store.MeterState;
import io.polymeter.view.AgeLimits;
import io.polymeter.view.FreshValues;
import java.time.Duration;
import java.util.Map;

/// Meters with values of one instant, looked at some time later.
final class Meters {

    static final long RECEIVED = 1_000_000_000L;

    private Meters() {}

    /// @param points names and numbers in turn
    static MeterState state(Object... points) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (int i = 0; i < points.length; i += 2) {
            Point point = Point.parse((String) points[i]).orElseThrow();
            if (points[i + 1] instanceof String text) {
                readings.put(point, text, RECEIVED);
            } else {
                readings.put(point, ((Number) points[i + 1]).doubleValue(), RECEIVED);
            }
        }
        return MeterState.initial(null).with(readings.build());
    }

    static FreshValues fresh(Object... points) {
        return after(Duration.ofSeconds(1), state(points));
    }

    static FreshValues after(Duration age, MeterState state) {
        return new FreshValues(state, new AgeLimits(Map.of("live", Duration.ofSeconds(2))), RECEIVED + age.toNanos());
    }

    static PathValues draw(ServicePaths face, PathValues before, FreshValues values) {
        PathValues.Drawing to = before.next();
        ServiceUpdate scene = new ServiceUpdate(values, to);
        new CommonPaths("pv0", "Modbus tcp://192.168.178.80:502, unit 2", Map.of()).draw(face, 20, scene);
        face.draw(scene);
        return to.done();
    }

    static PathValues draw(ServicePaths face, FreshValues values) {
        return draw(face, PathValues.BLANK, values);
    }

    static PvinverterPaths pvinverter() {
        return new PvinverterPaths(PhaseRule.SHARE, VictronSink.Place.AC_OUTPUT);
    }

    static GridPaths grid() {
        return new GridPaths(PhaseRule.SHARE, Duration.ofMillis(200));
    }
}
