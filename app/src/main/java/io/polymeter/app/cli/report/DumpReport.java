package io.polymeter.app.cli.report;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a dump means by a profile, row by row.
public record DumpReport(Profile profile, RegisterDump dump) {

    /// How many rows the dump has registers of.
    public long rows() {
        return profile.rows().stream().filter(row -> words(row) != null).count();
    }

    /// What does not agree with what the dump says it means; empty where all does.
    public List<String> differences() {
        List<String> differences = new ArrayList<>();
        dump.rows().forEach((name, expected) -> {
            List<String> found = profile.rows().stream()
                    .filter(row -> row.name().equals(name))
                    .map(row -> ReadReport.value(row, dump.image()))
                    .toList();
            if (found.isEmpty()) {
                differences.add("row " + name + ": the profile has none of this name");
            } else if (found.stream().noneMatch(value -> same(value, expected))) {
                differences.add("row " + name + " is " + words(found.getFirst()) + ", not " + expected);
            }
        });
        Readings readings = Codec.of(profile).decode(dump.image());
        dump.points().forEach((name, expected) -> {
            String found =
                    Point.parse(name).map(point -> measured(point, readings)).orElse("");
            if (!same(found, expected)) {
                differences.add("point " + name + " is " + words(found) + ", not " + expected);
            }
        });
        differences.sort(null);
        return differences;
    }

    private static String measured(Point point, Readings readings) {
        String text = readings.text(point);
        return text != null ? text : readings.has(point) ? Texts.number(readings.value(point)) : "";
    }

    private static String words(String value) {
        return value.isEmpty() ? "no value" : value;
    }

    /// Numbers are compared as they are shown: with six places.
    private static boolean same(String found, String expected) {
        try {
            return found.equals(expected) || found.equals(Texts.number(Double.parseDouble(expected)));
        } catch (NumberFormatException _) {
            return false;
        }
    }

    public String text() {
        StringBuilder text = new StringBuilder(dump.name().isEmpty() ? "" : "[" + dump.name() + "]\n");
        Table table = new Table("address", "name", "value", "unit", "point", "raw");
        for (Row row : profile.rows()) {
            Words words = words(row);
            String value = words == null ? "-" : words(ReadReport.value(row, dump.image()));
            table.row(
                    row.range(),
                    row.name(),
                    value,
                    row.unit().symbol(),
                    Texts.point(row),
                    words == null ? "not in the dump" : ReadReport.hex(words));
        }
        text.append(table);
        List<String> rest = unexplained().stream().map(Range::toString).toList();
        if (!rest.isEmpty()) {
            text.append("no row explains registers ")
                    .append(String.join(", ", rest))
                    .append('\n');
        }
        differences()
                .forEach(line -> text.append("does not agree: ").append(line).append('\n'));
        return text.toString();
    }

    public JsonObject json() {
        return new JsonObject()
                .put("name", dump.name())
                .put("rows", profile.rows(), this::json)
                .put("unexplained", unexplained().stream().map(Range::toString).toList())
                .put("differences", differences());
    }

    private JsonObject json(Row row) {
        Words words = words(row);
        String value = words == null ? "" : ReadReport.value(row, dump.image());
        Point point = row.point();
        JsonValue shown = value.isEmpty()
                ? JsonValue.NullValue.NULL
                : row.format().encoding().isText()
                        ? new JsonValue.StringValue(value)
                        : new JsonValue.NumberValue(value);
        return new JsonObject()
                .put("address", row.range().toString())
                .put("name", row.name())
                .put("state", words == null ? "not-in-dump" : value.isEmpty() ? "no-value" : "value")
                .put("value", shown)
                .put("unit", row.unit().symbol())
                .put("point", point == null ? null : point.name())
                .put("raw", words == null ? null : ReadReport.hex(words));
    }

    private @Nullable Words words(Row row) {
        return dump.image().words(row.range().address(), row.range().count());
    }

    /// The registers of the dump that no row is made of.
    private List<Range> unexplained() {
        RegisterImage rest = dump.image();
        for (Row row : profile.rows()) {
            rest = rest.without(row.range());
        }
        return rest.segments().stream()
                .map(segment -> new Range(segment.address(), segment.words().count()))
                .toList();
    }
}
