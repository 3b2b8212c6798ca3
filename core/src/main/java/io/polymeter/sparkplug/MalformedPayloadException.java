package io.polymeter.sparkplug;

/// Bytes that are no payload; the message says which field is wrong.
public final class MalformedPayloadException extends Exception {

    private static final long serialVersionUID = 1;

    MalformedPayloadException(String message) {
        super(message);
    }
}
