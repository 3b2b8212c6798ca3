package io.polymeter.link.simulate;

import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Names;
import io.polymeter.config.yaml.Position;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A scenario file: what the meter shows from when on.
///
/// @param repeat plays it again from the start after this time; null: the last step stays
record Script(
        @Key(doc = "Play it again from the start after this time.", absent = "the last step remains", example = "60s")
        @Nullable
        Duration repeat,

        @ValueRange(min = 1, max = 10_000) @Key(doc = "Steps in order of time.")
        List<Step> steps) {

    /// @param at since the start
    /// @param values numbers and texts by point; what is not named keeps its value
    /// @param absent points that are not measured from now on
    /// @param silent nothing is measured until the next step
    record Step(
            @Key(doc = "Time since the start.", example = "10s")
            Duration at,

            @Names @Key(doc = "Values per point.", example = "{ active-power: 1500, voltage.L1: 230.1 }")
            Map<String, String> values,

            @Key(doc = "Points that are absent from now on.")
            List<String> absent,

            @Key(doc = "The meter is offline until the next step.", fallback = "false")
            boolean silent,

            Position position) {}

    /// Reads a file; errors go to `problems`.
    static @Nullable Script read(Path file, Problems problems) {
        Script script = Binder.STANDARD.read(file, Script.class, problems);
        if (script != null) {
            script.check(problems);
        }
        return problems.hasErrors() ? null : script;
    }

    private void check(Problems problems) {
        Duration before = Duration.ZERO.minusNanos(1);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String path = "steps[" + i + "]";
            if (step.at().compareTo(before) <= 0) {
                problems.at(
                        step.position(),
                        path,
                        Message.of(
                                "steps-stand-in-order",
                                "steps stand in the order of time, each later than the one before"));
            }
            before = step.at();
            step.values().forEach((name, value) -> {
                Point point = point(name, path, problems, step.position());
                if (point != null && !point.quantity().isText() && number(value) == null) {
                    problems.at(
                            step.position(),
                            path,
                            Message.of("not-number-for", "'{value}' is not a number for {name}", value, name));
                }
            });
            step.absent().forEach(name -> point(name, path, problems, step.position()));
        }
    }

    private static @Nullable Point point(String name, String path, Problems problems, Position position) {
        Point point = Point.parse(name).orElse(null);
        if (point == null) {
            Object hint = Suggestion.ending(
                    name, Point.all().stream().map(Point::name).toList());
            problems.at(position, path, Message.of("there-no-point", "there is no point '{name}'{hint}", name, hint));
        }
        return point;
    }

    static @Nullable Double number(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            return Double.isFinite(value) ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// The values in force at a moment, by point; null where the meter is lost.
    @Nullable
    Map<Point, String> at(double second) {
        double time = repeat == null ? second : second % (repeat.toNanos() / 1e9);
        Map<Point, String> values = new HashMap<>();
        boolean silent = true;
        for (Step step : steps) {
            if (step.at().toNanos() / 1e9 > time) {
                break;
            }
            silent = step.silent();
            step.values().forEach((name, value) -> values.put(Point.parse(name).orElseThrow(), value));
            step.absent().forEach(name -> values.remove(Point.parse(name).orElseThrow()));
        }
        return silent ? null : values;
    }
}
