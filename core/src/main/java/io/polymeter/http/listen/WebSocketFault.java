package io.polymeter.http.listen;

/// A WebSocket has to end.
final class WebSocketFault extends Exception {
    private static final long serialVersionUID = 1;

    private final int code;

    /// @param code a status of RFC 6455, 7.4.1
    WebSocketFault(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
