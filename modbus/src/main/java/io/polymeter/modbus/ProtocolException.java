package io.polymeter.modbus;

import io.polymeter.modbus.fault.Worded;
import io.polymeter.modbus.fault.Wording;

/// Bytes that cannot be what was asked for: an answer that does not belong to its request, or a stream that is in
/// doubt. The message says which. On a byte stream (TCP, TLS) the connection is then closed, never resynchronised
/// by guess.
public final class ProtocolException extends RuntimeException implements Worded {

    private static final long serialVersionUID = 1;

    private final transient Wording wording;

    /// @param wording what does not fit, for a person
    public ProtocolException(Wording wording) {
        super(wording.text(), null, false, false);
        this.wording = wording;
    }

    @Override
    public Wording wording() {
        return wording;
    }
}
