package io.polymeter.http.listen;

import java.io.IOException;
import java.util.function.Function;

/// Answers requests; called on several threads, one for each connection, which alone waits with it.
@FunctionalInterface
public interface HttpAnswers {

    /// Answers one.
    ///
    /// @throws IOException where the connection has to end without an answer
    HttpAnswer answer(HttpHead head) throws IOException;

    /// Answers to whole requests of small size, decoded.
    static HttpAnswers toWhole(Function<HttpCall, HttpAnswer> answers) {
        return head -> answers.apply(RequestParser.whole(head));
    }
}
