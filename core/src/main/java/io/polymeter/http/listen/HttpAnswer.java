package io.polymeter.http.listen;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What becomes of a request.
public sealed interface HttpAnswer {

    /// An answer.
    ///
    /// @param type the content type
    @SuppressWarnings("ArrayRecordComponent") // sent as they are
    record Reply(int status, String type, byte[] body) implements HttpAnswer {}

    /// The connection ends without an answer.
    record Silence() implements HttpAnswer {}

    /// The connection goes on as a WebSocket.
    record Upgrade(Messages messages) implements HttpAnswer {}

    /// Answers the text messages of one WebSocket.
    @FunctionalInterface
    interface Messages {

        /// Gives the answer, null where there is none. While it waits, the connection does.
        @Nullable
        String answer(String message);
    }

    /// A reply of JSON.
    static Reply json(int status, byte[] body) {
        return new Reply(status, "application/json", body);
    }

    /// A reply of text.
    static Reply text(int status, String text) {
        return new Reply(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
