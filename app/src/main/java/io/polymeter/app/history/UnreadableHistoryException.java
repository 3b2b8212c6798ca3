package io.polymeter.app.history;

import java.io.IOException;

/// The file of the history cannot be read, e.g. because it is damaged.
final class UnreadableHistoryException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableHistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
