package io.polymeter.app.json;

import java.io.StringWriter;
import tools.jackson.core.json.JsonFactory;

/// JSON texts.
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /// A quoted and escaped string.
    public static String string(String text) {
        StringWriter out = new StringWriter();
        try (var generator = FACTORY.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), out)) {
            generator.writeString(text);
        }
        return out.toString();
    }
}
