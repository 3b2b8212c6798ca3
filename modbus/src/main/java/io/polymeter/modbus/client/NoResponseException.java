package io.polymeter.modbus.client;

import io.polymeter.modbus.fault.Worded;
import io.polymeter.modbus.fault.Wording;
import java.io.IOException;

/// Nothing that belongs to the request arrived within the time limit: the device is absent, asleep or busy.
public final class NoResponseException extends IOException implements Worded {

    private static final long serialVersionUID = 1;

    private final transient Wording wording;

    /// @param wording who did not answer what, and how long it was waited for
    public NoResponseException(Wording wording) {
        super(wording.text());
        this.wording = wording;
    }

    @Override
    public Wording wording() {
        return wording;
    }
}
