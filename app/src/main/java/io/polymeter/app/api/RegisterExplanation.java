package io.polymeter.app.api;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.ServedRegisters;
import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import io.polymeter.view.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Explains a register that an output serves: what it says, how it says it, and where that comes from. Everything
/// is taken from one state of the meter.
///
/// @param state the meter's
/// @param shown as the output's consumers see it
/// @param profile of what is shown
/// @param now nanoseconds of the monotonic clock
record RegisterExplanation(ServedRegisters face, MeterState state, MeterState shown, Profile profile, long now) {

    /// Explains what a face shows; empty where it has no registers yet.
    static Optional<RegisterExplanation> of(ServedRegisters face, MeterState state, long now) {
        MeterState shown = face.view().shown(state, now);
        return Optional.ofNullable(shown.profile())
                .map(profile -> new RegisterExplanation(face, state, shown, profile, now));
    }

    /// The rows that begin in a run, and what they say.
    List<JsonObject> rows(int from, int count) {
        return profile.rowsIn(from, count).stream().map(this::row).toList();
    }

    private JsonObject row(Row row) {
        return ProfileJson.row(row)
                .put("value", value(row, shown.image()))
                .put("words", words(shown.image(), row))
                .put("quality", quality(row))
                .put("age_ms", age(shown.image(), row));
    }

    /// Everything about the register at an address; empty where the device has no such register.
    Optional<JsonObject> register(int address) {
        Optional<Row> row = profile.rowAt(address);
        if (row.isPresent()) {
            return Optional.of(explain(row.get()).put("asked", address));
        }
        return profile.spanAt(address).map(span -> reserved(span, address));
    }

    private JsonObject reserved(Span span, int address) {
        Served served = face.view().read(state, address, 1, now);
        return new JsonObject()
                .put("asked", address)
                .put("address", address)
                .put("count", 1)
                .put("name", "reserved")
                .put("point", JsonValue.NullValue.NULL)
                .put("group", span.group().name())
                .put("served", served(served))
                .put("formula", "the device's document gives this register no meaning");
    }

    private JsonObject explain(Row row) {
        Served served =
                face.view().read(state, row.range().address(), row.range().count(), now);
        long limit = face.policy().limit(row.group());
        Point point = row.point();
        return row(row).put("mirror", face.mirror())
                .put("formula", formula(row))
                .put("fixed", row.fixed())
                .put(
                        "limit_ms",
                        limit == Long.MAX_VALUE ? JsonValue.NullValue.NULL : JsonObject.number(limit / 1_000_000))
                .put("derived", point != null && state.completed().derived(point))
                .put("served", served(served))
                .put("source", source(row));
    }

    /// What a consumer that asks now is told.
    private static JsonObject served(Served served) {
        return switch (served) {
            case Served.Data(Words words) ->
                new JsonObject().put("words", hex(words)).put("refused", (String) null);
            case Served.Refused(var code, var reason) ->
                new JsonObject()
                        .put("words", JsonValue.NullValue.NULL)
                        .put("refused", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .put("exception", code.code());
            case Served.Silent(var reason) ->
                new JsonObject()
                        .put("words", JsonValue.NullValue.NULL)
                        .put("refused", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .put("exception", JsonValue.NullValue.NULL);
        };
    }

    private String quality(Row row) {
        long age = shown.image().oldestAge(row.range().address(), row.range().count(), now);
        if (!shown.image().covers(row.range().address(), row.range().count())) {
            return "absent";
        }
        return age > face.policy().limit(row.group()) ? "stale" : "fresh";
    }

    /// Where the value was received: the registers of the source, as they came.
    private JsonValue source(Row row) {
        Point point = row.point();
        Profile own = state.profile();
        if (own == null || state.image().segments().isEmpty() || point == null && !face.mirror()) {
            return new JsonValue.ArrayValue(List.of());
        }
        List<Row> rows = face.mirror()
                ? List.of(row)
                : own.rows().stream().filter(other -> other.point() == point).toList();
        List<JsonValue> list = new ArrayList<>();
        for (Row from : rows) {
            list.add(ProfileJson.row(from)
                    .put("value", value(from, state.image()))
                    .put("words", words(state.image(), from))
                    .put("age_ms", age(state.image(), from))
                    .put("formula", formula(from, state.image()))
                    .build());
        }
        return new JsonValue.ArrayValue(list);
    }

    private String formula(Row row) {
        Point point = row.point();
        String from = point == null
                ? row.fixed() == null ? "not converted" : "always " + row.fixed()
                : switch (row.part()) {
                    case WHOLE -> point.name();
                    case NEGATED -> "-" + point.name();
                    case IMPORT -> "max(" + point.name() + ", 0)";
                    case EXPORT -> "max(-" + point.name() + ", 0)";
                    case ABSOLUTE -> "|" + point.name() + "|";
                    case LOW -> "the lower digits of " + point.name();
                    case HIGH -> "the upper digits of " + point.name();
                };
        return from + ": " + formula(row, shown.image());
    }

    /// How the number stands in its registers, e.g. `raw × 0.1 W, raw is uint32 in registers 0 and 1`.
    private static String formula(Row row, RegisterImage image) {
        Row.Format format = row.format();
        String encoding = format.encoding().name().toLowerCase(Locale.ROOT);
        int first = row.range().address();
        int last = row.range().end() - 1;
        String where = first == last
                ? "register " + first
                : "registers " + first + " to " + last + (format.lowWordFirst() ? ", low word first" : "");
        if (format.encoding().isText()) {
            return "text in " + where;
        }
        String scale = format.scale() == 1 ? "" : " × " + decimal(format.scale());
        if (format.scaleAt() >= 0) {
            Words exponent = image.words(format.scaleAt(), 1);
            scale += " × 10^(register " + format.scaleAt()
                    + (exponent == null ? "" : ", now " + (short) exponent.get(0)) + ")";
        }
        return "raw" + scale
                + (row.unit().symbol().isEmpty() ? "" : " " + row.unit().symbol()) + ", raw is " + encoding + " in "
                + where;
    }

    private static String decimal(double scale) {
        return JsonObject.number(scale) instanceof JsonValue.NumberValue(String literal) ? literal : "?";
    }

    private static JsonValue value(Row row, RegisterImage image) {
        if (row.format().encoding().isText()) {
            String text = Codec.text(row, image);
            return text == null ? JsonValue.NullValue.NULL : new JsonValue.StringValue(text);
        }
        return JsonObject.number(Codec.value(row, image).orElse(Double.NaN));
    }

    private static JsonValue words(RegisterImage image, Row row) {
        Words words = image.words(row.range().address(), row.range().count());
        return words == null ? JsonValue.NullValue.NULL : hex(words);
    }

    private static JsonValue hex(Words words) {
        List<JsonValue> list = new ArrayList<>(words.count());
        for (int i = 0; i < words.count(); i++) {
            list.add(new JsonValue.StringValue("%04x".formatted(words.get(i))));
        }
        return new JsonValue.ArrayValue(list);
    }

    private JsonValue age(RegisterImage image, Row row) {
        long age = image.oldestAge(row.range().address(), row.range().count(), now);
        return age == Long.MIN_VALUE ? JsonValue.NullValue.NULL : JsonObject.number(age / 1_000_000);
    }
}
