package io.polymeter.runtime;

import io.polymeter.config.Correction;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import org.jspecify.annotations.Nullable;

/// Checks the points that a meter's correction names.
final class CorrectionChecks {

    private CorrectionChecks() {}

    static void check(String path, @Nullable Correction correction, Problems problems) {
        if (correction == null) {
            return;
        }
        for (String name : correction.points().keySet()) {
            Point point = Point.parse(name).orElse(null);
            if (point == null) {
                Object hint = Suggestion.ending(
                        name, Point.all().stream().map(Point::name).toList());
                problems.keyError(
                        path + name, Message.of("there-no-point", "there is no point '{name}'{hint}", name, hint));
            } else if (point.quantity().kind() == Quantity.Kind.IDENTITY) {
                problems.keyError(
                        path + name,
                        Message.of(
                                "never-measured-so-nothing",
                                "is never measured, so that nothing of it can be corrected"));
            }
        }
    }
}
