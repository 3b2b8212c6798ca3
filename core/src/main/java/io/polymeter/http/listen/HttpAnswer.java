package io.polymeter.http.listen;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What becomes of a request.
public sealed interface HttpAnswer {

    /// An answer.
    ///
    /// @param type the content type
    @SuppressWarnings("ArrayRecordComponent") // sent as they are
    record Reply(int status, String type, byte[] body) implements HttpAnswer {}

    /// An answer with headers of its own.
    ///
    /// @param headers nothing is added but length and connection
    @SuppressWarnings("ArrayRecordComponent") // sent as they are
    record Whole(int status, Map<String, String> headers, byte[] body) implements HttpAnswer {}

    /// An answer whose length is not known.
    ///
    /// @param headers nothing is added but coding and connection
    record Stream(int status, Map<String, String> headers, Content content) implements HttpAnswer {}

    /// Writes the body of a stream, as long as it takes, on the thread of its connection. Its first byte sends the
    /// head.
    @FunctionalInterface
    interface Content {

        /// Writes.
        ///
        /// @throws HttpRefusal before the first byte, where there is another answer
        /// @throws IOException where the client has gone
        void write(OutputStream out) throws IOException;
    }

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
