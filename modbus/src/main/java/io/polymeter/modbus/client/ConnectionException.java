package io.polymeter.modbus.client;

import java.io.IOException;

/// A connection that could not be made, or is no more.
public abstract sealed class ConnectionException extends IOException
        permits ConnectFailedException, ConnectionLostException, DoubtfulReplyException {

    private static final long serialVersionUID = 1;

    ConnectionException(String message) {
        super(message);
    }
}
