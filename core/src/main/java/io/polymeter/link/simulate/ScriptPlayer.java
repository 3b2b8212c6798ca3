package io.polymeter.link.simulate;

import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Plays a scenario file.
record ScriptPlayer(Script script) implements Player {

    @Override
    public @Nullable Readings step(double second, double seconds, long instant) {
        Map<Point, String> values = script.at(second);
        if (values == null) {
            return null;
        }
        Readings.Builder readings = Readings.NONE.toBuilder();
        values.forEach((point, value) -> {
            if (point.quantity().isText()) {
                readings.put(point, value, instant);
            } else {
                readings.put(point, Objects.requireNonNull(Script.number(value)), instant);
            }
        });
        return readings.build();
    }
}
