package io.polymeter.modbus.client;

import io.polymeter.modbus.fault.Worded;
import io.polymeter.modbus.fault.Wording;
import java.io.IOException;

/// The device answered this request, but not with what was asked for: too few registers, another byte count. The
/// connection is in order; asking for something else may well work.
public final class UnfitReplyException extends IOException implements Worded {

    private static final long serialVersionUID = 1;

    private final transient Wording wording;

    public UnfitReplyException(Wording wording) {
        super(wording.text());
        this.wording = wording;
    }

    @Override
    public Wording wording() {
        return wording;
    }
}
