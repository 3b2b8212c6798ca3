package io.polymeter.modbus.client;

import java.io.IOException;

/// The device answered this request, but not with what was asked for: too few registers, another byte count. The
/// connection is in order; asking for something else may well work.
public final class UnfitReplyException extends IOException {

    private static final long serialVersionUID = 1;

    public UnfitReplyException(String message) {
        super(message);
    }
}
