package io.polymeter.modbus.client;

import io.polymeter.modbus.fault.Worded;
import io.polymeter.modbus.fault.Wording;
import java.io.IOException;

/// A connection that could not be made, or is no more.
public abstract sealed class ConnectionException extends IOException implements Worded
        permits ConnectFailedException, ConnectionLostException, DoubtfulReplyException {

    private static final long serialVersionUID = 1;

    private final transient Wording wording;

    ConnectionException(Wording wording) {
        super(wording.text());
        this.wording = wording;
    }

    @Override
    public Wording wording() {
        return wording;
    }
}
