package io.polymeter.json;

import java.util.Map;

/// Writes trees.
final class JsonWriter {

    private final StringBuilder out = new StringBuilder(256);

    private JsonWriter() {}

    static String text(JsonValue value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.out.toString();
    }

    private void value(JsonValue value) {
        switch (value) {
            case JsonValue.Members(Map<String, JsonValue> members) -> {
                char separator = '{';
                for (Map.Entry<String, JsonValue> member : members.entrySet()) {
                    out.append(separator)
                            .append(JsonText.quote(member.getKey()))
                            .append(':');
                    value(member.getValue());
                    separator = ',';
                }
                out.append(members.isEmpty() ? "{}" : "}");
            }
            case JsonValue.Elements(var elements) -> {
                char separator = '[';
                for (JsonValue element : elements) {
                    out.append(separator);
                    value(element);
                    separator = ',';
                }
                out.append(elements.isEmpty() ? "[]" : "]");
            }
            case JsonValue.Text(String text) -> out.append(JsonText.quote(text));
            case JsonValue.Figure(String literal) -> out.append(literal);
            case JsonValue.Truth(boolean truth) -> out.append(truth);
            case JsonValue.Nothing _ -> out.append("null");
        }
    }
}
