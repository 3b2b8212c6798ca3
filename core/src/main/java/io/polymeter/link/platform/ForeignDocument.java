package io.polymeter.link.platform;

import io.polymeter.json.JsonException;
import io.polymeter.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// What came where a JSON document is expected, in words.
public final class ForeignDocument {

    /// So much of it tells what it is.
    private static final int BEGINNING = 400;

    private ForeignDocument() {}

    /// A sentence for people.
    ///
    /// @param failure why it is no JSON
    public static Message words(byte[] body, JsonException failure) {
        if (body.length >= 2 && (body[0] & 0xff) == 0x1f && (body[1] & 0xff) == 0x8b) {
            return Message.of("came-compressed", "compressed bytes came where JSON is expected");
        }
        String text = beginning(body).strip();
        if (text.isEmpty()) {
            return Message.of("came-empty", "an empty document came where JSON is expected");
        }
        if (text.startsWith("<")) {
            String small = text.toLowerCase(Locale.ROOT);
            return small.contains("<html") || small.startsWith("<!doctype html")
                    ? Message.of(
                            "came-page",
                            "a web page (HTML) came where JSON is expected; check the address, and whether it wants a"
                                    + " login")
                    : Message.of("came-xml", "XML came where JSON is expected");
        }
        return Message.of("came-other", "what came is {why}", Message.of(failure));
    }

    /// Its beginning in one line, for people.
    public static String excerpt(byte[] body) {
        return beginning(body).replaceAll("[\\p{Cntrl}\\p{Cf}\\s\\ufffd]+", " ").strip();
    }

    private static String beginning(byte[] body) {
        return new String(body, 0, Math.min(body.length, BEGINNING), StandardCharsets.UTF_8);
    }
}
