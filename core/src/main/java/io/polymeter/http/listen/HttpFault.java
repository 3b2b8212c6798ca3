package io.polymeter.http.listen;

import java.io.IOException;

/// A request that is not understood; the connection ends with its answer.
final class HttpFault extends IOException {
    private static final long serialVersionUID = 1;

    static final int TOO_LARGE = 413;

    private final int status;

    HttpFault(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    HttpAnswer.Reply reply() {
        return HttpAnswer.text(status, String.valueOf(getMessage()));
    }
}
