package io.polymeter.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON value (RFC 8259). Immutable.
public sealed interface JsonValue {

    /// Names and values, in the order of the text; of a name that occurs twice, the last.
    record Members(Map<String, JsonValue> of) implements JsonValue {}

    /// Values in order.
    record Elements(List<JsonValue> of) implements JsonValue {}

    /// A string.
    record Text(String text) implements JsonValue {}

    /// A number as it was written, e.g. `1.2E3`.
    record Figure(String literal) implements JsonValue {}

    /// `true` or `false`.
    record Truth(boolean value) implements JsonValue {}

    /// `null`.
    enum Nothing implements JsonValue {
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

    /// The member of this name; null where there is none or this has no members.
    default @Nullable JsonValue get(String name) {
        return this instanceof Members members ? members.of().get(name) : null;
    }

    /// The text of the member of this name; null where there is none or it is no string.
    default @Nullable String text(String name) {
        return get(name) instanceof Text text ? text.text() : null;
    }
}
