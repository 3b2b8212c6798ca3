package io.polymeter.app.cli.report;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonPath;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What documents mean by a profile, field by field.
public record DocumentDumpReport(Profile profile, DocumentDump dump) {

    /// A field of the profile.
    ///
    /// @param raw as it stands in the dump; null: it is in none of its documents
    /// @param value in the unit of the point; NaN where it is no number, or said to be invalid
    private record Field(
            String where,
            String written,
            Point point,
            @Nullable JsonValue raw,
            double value) {

        String state() {
            return raw == null ? "not-in-dump" : Double.isNaN(value) ? "no-value" : "value";
        }
    }

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (Documents.Document document : profile.documents().all()) {
            document.values().forEach(value -> fields.add(field(document, value)));
        }
        return fields;
    }

    private Field field(Documents.Document document, Documents.Value value) {
        JsonPath in = document.in() == null ? new JsonPath(List.of()) : document.in();
        for (DocumentDump.Message message : dump.messages()) {
            JsonValue raw =
                    fits(document, message.from()) ? in.then(value.json()).in(message.document()) : null;
            if (raw != null) {
                double number = number(value, in, message.document());
                boolean valid = Stream.of(document.valid(), value.valid())
                        .filter(Objects::nonNull)
                        .map(path -> in.then(path).in(message.document()))
                        .allMatch(said -> said instanceof JsonValue.BooleanValue(boolean truth) && truth
                                || said instanceof JsonValue.NumberValue(String literal) && !literal.equals("0")
                                || said instanceof JsonValue.StringValue(String text) && text.equals("true"));
                double meant = valid ? number * value.scale() * value.unit().factor() : Double.NaN;
                return new Field(document.title(), value.written(), value.point(), raw, meant);
            }
        }
        return new Field(document.title(), value.written(), value.point(), null, Double.NaN);
    }

    /// A document that nobody said the place of may be any.
    private boolean fits(Documents.Document document, @Nullable String from) {
        if (from == null) {
            return true;
        }
        Documents.Request get = document.get();
        return Stream.of(get == null ? null : get.path(), document.topic())
                .filter(Objects::nonNull)
                .anyMatch(place -> place.equals(from)
                        || profile.documents().filled(place, Map.of()).equals(from)
                        || from.matches(pattern(place)));
    }

    private static String pattern(String place) {
        StringBuilder pattern = new StringBuilder();
        for (String part : place.split("\\{[a-z0-9-]+}", -1)) {
            pattern.append(pattern.isEmpty() ? "" : "[^/?&]+").append(part.isEmpty() ? "" : "\\Q" + part + "\\E");
        }
        return pattern.toString();
    }

    private static double number(Documents.Value value, JsonPath in, JsonValue document) {
        double number = number(value, in.then(value.json()).in(document));
        JsonPath minus = value.minus();
        return minus == null ? number : number - number(value, in.then(minus).in(document));
    }

    private static double number(Documents.Value value, @Nullable JsonValue written) {
        JsonValue read =
                written == null ? JsonValue.NullValue.NULL : value.form().read(written);
        String text = read instanceof JsonValue.NumberValue(String literal)
                ? literal
                : read instanceof JsonValue.StringValue(String said) ? said.strip() : "";
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }

    /// How many fields the dump has.
    public long rows() {
        return fields().stream().filter(field -> field.raw() != null).count();
    }

    /// What does not agree with what the dump says it means; empty where all does.
    public List<String> differences() {
        List<String> differences = new ArrayList<>();
        Readings.Builder measured = Readings.NONE.toBuilder();
        fields().stream()
                .filter(field -> field.state().equals("value"))
                .forEach(field -> measured.put(field.point(), field.value(), 0));
        Readings readings = Codec.withSums(profile, measured.build());
        dump.points().forEach((name, expected) -> {
            String found = Point.parse(name)
                    .filter(readings::has)
                    .map(point -> Texts.number(readings.value(point)))
                    .orElse("");
            if (!same(found, expected)) {
                differences.add(
                        "point " + name + " is " + (found.isEmpty() ? "no value" : found) + ", not " + expected);
            }
        });
        return differences;
    }

    private static boolean same(String found, String expected) {
        try {
            return found.equals(Texts.number(Double.parseDouble(expected)));
        } catch (NumberFormatException _) {
            return false;
        }
    }

    public String text() {
        Table table = new Table("document", "field", "value", "unit", "point", "raw");
        for (Field field : fields()) {
            JsonValue raw = field.raw();
            table.row(
                    field.where(),
                    field.written(),
                    raw == null ? "-" : Double.isNaN(field.value()) ? "no value" : Texts.number(field.value()),
                    field.point().unit().symbol(),
                    field.point().name(),
                    raw == null ? "not in the dump" : JsonText.of(raw));
        }
        StringBuilder text = new StringBuilder(dump.name().isEmpty() ? "" : "[" + dump.name() + "]\n").append(table);
        differences()
                .forEach(line -> text.append("does not agree: ").append(line).append('\n'));
        return text.toString();
    }

    public JsonObject json() {
        return new JsonObject()
                .put("name", dump.name())
                .put(
                        "rows",
                        fields(),
                        field -> new JsonObject()
                                .put("document", field.where())
                                .put("name", field.written())
                                .put("state", field.state())
                                .put(
                                        "value",
                                        Double.isNaN(field.value())
                                                ? JsonValue.NullValue.NULL
                                                : JsonObject.number(field.value()))
                                .put("unit", field.point().unit().symbol())
                                .put("point", field.point().name())
                                .put("raw", field.raw() == null ? JsonValue.NullValue.NULL : field.raw()))
                .put("differences", differences());
    }
}
