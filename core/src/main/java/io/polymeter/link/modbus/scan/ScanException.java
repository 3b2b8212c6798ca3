package io.polymeter.link.modbus.scan;

import org.jspecify.annotations.Nullable;

/// A search that cannot be made; the message says why and what to do.
public final class ScanException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean usage;

    private ScanException(boolean usage, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.usage = usage;
    }

    /// What was asked for cannot be searched.
    static ScanException usage(String message) {
        return new ScanException(true, message, null);
    }

    /// The search was tried and failed.
    static ScanException failed(String message, @Nullable Throwable cause) {
        return new ScanException(false, message, cause);
    }

    /// True where the request was wrong, false where the search failed.
    public boolean isUsage() {
        return usage;
    }
}
