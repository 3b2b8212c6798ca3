package io.polymeter.dbus;

import java.io.IOException;

/// The other side answered a call with an error.
public final class RemoteException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String error;

    /// @param error the error's name, e.g. `org.freedesktop.DBus.Error.AccessDenied`
    /// @param message what it says
    public RemoteException(String error, String message) {
        super(message.isEmpty() ? error : message);
        this.error = error;
    }

    /// The error's name.
    public String error() {
        return error;
    }
}
