package io.polymeter.http.listen;

/// A request that is not understood; the connection ends with its answer.
final class HttpFault extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    HttpFault(int status, String message) {
        super(message);
        this.status = status;
    }

    HttpAnswer.Reply reply() {
        return HttpAnswer.text(status, String.valueOf(getMessage()));
    }
}
