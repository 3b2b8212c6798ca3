package io.polymeter.json;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes JSON.
public final class JsonText {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    /// A tree, without blanks.
    public static String of(JsonValue value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /// A quoted and escaped string.
    public static String quote(String text) {
        StringWriter out = new StringWriter();
        try (var generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            generator.writeString(text);
        }
        return out.toString();
    }

    /// A whole text on one line, in UTF-8.
    public static byte[] bytes(JsonValue value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        try (var generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(value, generator);
        }
        return out.toByteArray();
    }

    /// A whole text for people: a member a line, two blanks deeper at each level, ended by a line feed.
    public static String indented(JsonValue value) {
        return indented(value, "\n", new StringBuilder()).append('\n').toString();
    }

    private static StringBuilder indented(JsonValue value, String line, StringBuilder out) {
        switch (value) {
            case JsonValue.ObjectValue(var members) -> {
                String separator = "{";
                for (var member : members.entrySet()) {
                    out.append(separator)
                            .append(line)
                            .append("  ")
                            .append(quote(member.getKey()))
                            .append(": ");
                    indented(member.getValue(), line + "  ", out);
                    separator = ",";
                }
                out.append(members.isEmpty() ? "{}" : line + "}");
            }
            case JsonValue.ArrayValue(var elements) -> {
                String separator = "[";
                for (JsonValue element : elements) {
                    out.append(separator);
                    indented(element, line + "  ", out);
                    separator = ", ";
                }
                out.append(elements.isEmpty() ? "[]" : "]");
            }
            default -> out.append(of(value));
        }
        return out;
    }

    private static void write(JsonValue value, JsonGenerator out) {
        // No pattern switch: each process would generate one before its first page.
        if (value instanceof JsonValue.ObjectValue(var members)) {
            out.writeStartObject();
            members.forEach((name, member) -> {
                out.writeName(name);
                write(member, out);
            });
            out.writeEndObject();
        } else if (value instanceof JsonValue.ArrayValue(var elements)) {
            out.writeStartArray();
            elements.forEach(element -> write(element, out));
            out.writeEndArray();
        } else if (value instanceof JsonValue.StringValue(String text)) {
            out.writeString(text);
        } else if (value instanceof JsonValue.NumberValue(String literal)) {
            out.writeNumber(literal);
        } else if (value instanceof JsonValue.BooleanValue(boolean truth)) {
            out.writeBoolean(truth);
        } else {
            out.writeNull();
        }
    }
}
