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

    private static void write(JsonValue value, JsonGenerator out) {
        switch (value) {
            case JsonValue.Members(var members) -> {
                out.writeStartObject();
                members.forEach((name, member) -> {
                    out.writeName(name);
                    write(member, out);
                });
                out.writeEndObject();
            }
            case JsonValue.Elements(var elements) -> {
                out.writeStartArray();
                elements.forEach(element -> write(element, out));
                out.writeEndArray();
            }
            case JsonValue.Text(String text) -> out.writeString(text);
            case JsonValue.Figure(String literal) -> out.writeNumber(literal);
            case JsonValue.Truth(boolean truth) -> out.writeBoolean(truth);
            case JsonValue.Nothing _ -> out.writeNull();
        }
    }
}
