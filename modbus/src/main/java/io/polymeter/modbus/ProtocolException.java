package io.polymeter.modbus;

/// Bytes that cannot be what was asked for: an answer that does not belong to its request, or a stream that is in
/// doubt. The message says which. On a byte stream (TCP, TLS) the connection is then closed, never resynchronised
/// by guess.
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param message what does not fit, for a person
    public ProtocolException(String message) {
        super(message, null, false, false);
    }
}
