package io.polymeter.dbus;

import java.io.IOException;

/// What came is no D-Bus message. The stream is in doubt from here on.
final class MalformedException extends IOException {

    private static final long serialVersionUID = 1L;

    /// @param message what is wrong
    public MalformedException(String message) {
        super(message);
    }
}
