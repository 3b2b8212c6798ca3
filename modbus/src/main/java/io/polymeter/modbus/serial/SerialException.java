package io.polymeter.modbus.serial;

import io.polymeter.modbus.fault.Worded;
import io.polymeter.modbus.fault.Wording;
import java.io.IOException;

/// A serial line that cannot be had, or is gone. The message is one a person can act on.
public final class SerialException extends IOException implements Worded {

    private static final long serialVersionUID = 1;

    /// Why.
    public enum Reason {
        /// There is no such device: unplugged, or misspelt.
        ABSENT,
        /// The device is there, and this user may not open it.
        FORBIDDEN,
        /// Another process, or another link of this one, has it.
        BUSY,
        /// It does not do what a serial port does: wrong baud rate, or no serial port at all.
        UNSUITABLE,
        /// It was open, and it went away.
        VANISHED,
        /// It was closed by this program.
        CLOSED
    }

    private final Reason reason;
    private final transient Wording wording;

    /// @param wording names the device
    public SerialException(Reason reason, Wording wording) {
        super(wording.text());
        this.reason = reason;
        this.wording = wording;
    }

    @Override
    public Wording wording() {
        return wording;
    }

    /// Why.
    public Reason reason() {
        return reason;
    }
}
