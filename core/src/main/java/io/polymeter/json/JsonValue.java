package io.polymeter.json;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON value (RFC 8259). Immutable.
public sealed interface JsonValue {

    /// Names and values, in the order of the text; of a name that occurs twice, the last.
    record ObjectValue(Map<String, JsonValue> of) implements JsonValue {}

    /// Values in order.
    record ArrayValue(List<JsonValue> of) implements JsonValue {}

    /// A string.
    record StringValue(String text) implements JsonValue {}

    /// A number as it was written, e.g. `1.2E3`.
    record NumberValue(String literal) implements JsonValue {}

    /// `true` or `false`.
    record BooleanValue(boolean value) implements JsonValue {}

    /// `null`.
    enum NullValue implements JsonValue {
        NULL
    }

    /// Reads one whole text in UTF-8.
    ///
    /// @throws JsonException where it is none, is cut off, or something stands behind it
    static JsonValue parse(byte[] text) throws JsonException {
        return JsonReader.read(text);
    }

    /// Reads one whole text.
    ///
    /// @throws JsonException where it is none, is cut off, or something stands behind it
    static JsonValue parse(String text) throws JsonException {
        return JsonReader.read(text);
    }

    /// Reads one whole text as devices write it: a number that is none (`NaN`, `-Infinity`, `inf`) is a string.
    ///
    /// @throws JsonException where it is none otherwise
    static JsonValue parseDocument(byte[] text) throws JsonException {
        try {
            return JsonReader.read(text);
        } catch (JsonException e) {
            String document = new String(text, StandardCharsets.UTF_8);
            String quoted = NonFiniteNumbers.quoted(document);
            if (quoted.equals(document)) {
                throw e;
            }
            return JsonReader.read(quoted);
        }
    }

    /// A tree of maps, collections, numbers, booleans, nulls and texts, which is whatever else there is.
    static JsonValue of(@Nullable Object value) {
        return switch (value) {
            case null -> NullValue.NULL;
            case JsonValue json -> json;
            case Map<?, ?> map -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put(String.valueOf(name), of(member)));
                yield new ObjectValue(members);
            }
            case Collection<?> list ->
                new ArrayValue(list.stream().map(JsonValue::of).toList());
            case Number number -> new NumberValue(number.toString());
            case Boolean truth -> new BooleanValue(truth);
            default -> new StringValue(value.toString());
        };
    }

    /// The member of this name; null where there is none or this has no members.
    default @Nullable JsonValue get(String name) {
        return this instanceof ObjectValue members ? members.of().get(name) : null;
    }

    /// The text of the member of this name; null where there is none or it is no string.
    default @Nullable String text(String name) {
        return get(name) instanceof StringValue text ? text.text() : null;
    }
}
