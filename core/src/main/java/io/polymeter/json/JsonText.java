package io.polymeter.json;

import java.io.StringWriter;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes JSON.
public final class JsonText {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    /// A tree, without blanks.
    public static String of(JsonValue value) {
        return JsonWriter.text(value);
    }

    /// A quoted and escaped string.
    public static String quote(String text) {
        StringWriter out = new StringWriter();
        try (var generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            generator.writeString(text);
        }
        return out.toString();
    }
}
