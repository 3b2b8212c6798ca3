package io.polymeter.http;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer.
///
/// @param status the HTTP status
/// @param type the content type
/// @param headers further headers
public record WebReply(int status, String type, Map<String, String> headers, Body body) {

    /// What is sent.
    public sealed interface Body {

        /// All of it.
        @SuppressWarnings("ArrayRecordComponent") // sent as they are
        record Whole(byte[] bytes) implements Body {}

        /// What `writer` writes, as long as it takes. It runs on a thread that may wait.
        record Stream(Writer writer) implements Body {}
    }

    /// Writes the body of an answer whose length is not known.
    @FunctionalInterface
    public interface Writer {

        /// Writes. Whatever is flushed should be taken within 10 s, or the connection ends.
        ///
        /// @throws HttpError before the first byte, if the client gets none of it
        /// @throws IOException if the client has gone
        void write(OutputStream out) throws HttpError, IOException, InterruptedException;
    }

    /// JSON, status 200.
    public static WebReply json(JsonObject object) {
        return json(200, object);
    }

    /// JSON.
    public static WebReply json(int status, JsonObject object) {
        return json(status, object.build());
    }

    /// JSON.
    public static WebReply json(int status, JsonValue value) {
        return new WebReply(status, "application/json", Map.of(), new Body.Whole(JsonText.bytes(value)));
    }

    /// Text in UTF-8, status 200.
    ///
    /// @param type a content type with its charset
    public static WebReply text(String type, String text) {
        return bytes(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Bytes, status 200.
    public static WebReply bytes(String type, byte[] bytes) {
        return new WebReply(200, type, Map.of(), new Body.Whole(bytes));
    }

    /// A stream, status 200.
    public static WebReply stream(String type, Writer writer) {
        return new WebReply(200, type, Map.of(), new Body.Stream(writer));
    }

    /// Nothing, status 204.
    public static WebReply nothing() {
        return new WebReply(204, "", Map.of(), new Body.Whole(new byte[0]));
    }

    /// With a header.
    public WebReply with(String header, String value) {
        Map<String, String> next = new LinkedHashMap<>(headers);
        next.put(header, value);
        return new WebReply(status, type, Map.copyOf(next), body);
    }
}
