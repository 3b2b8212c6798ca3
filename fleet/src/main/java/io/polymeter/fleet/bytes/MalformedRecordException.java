package io.polymeter.fleet.bytes;

/// Bytes that are no record of ours; the message says what is wrong.
public final class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param message for a person
    public MalformedRecordException(String message) {
        super(message);
    }
}
