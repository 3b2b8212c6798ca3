package io.polymeter.json;

import java.io.IOException;

/// A text is not JSON, or not all of it is there.
public final class JsonException extends IOException {

    private static final long serialVersionUID = 1L;

    JsonException(String message) {
        super(message);
    }
}
