package io.polymeter.modbus.client;

import java.io.IOException;

/// Nothing that belongs to the request arrived within the time limit: the device is absent, asleep or busy.
public final class NoResponseException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param message who did not answer what, and how long it was waited for
    public NoResponseException(String message) {
        super(message);
    }
}
