package io.polymeter.http.listen;

import java.io.IOException;

/// A stream that has nothing to say: it ends with another answer, as long as no byte of it was written.
public final class HttpRefusal extends IOException {
    private static final long serialVersionUID = 1;

    private final transient HttpAnswer.Whole answer;

    /// A refusal.
    ///
    /// @param answer what the client is told instead
    public HttpRefusal(HttpAnswer.Whole answer) {
        super("refused with status " + answer.status());
        this.answer = answer;
    }

    HttpAnswer.Whole answer() {
        return answer;
    }
}
