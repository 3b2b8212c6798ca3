package io.polymeter.modbus.client;

import io.polymeter.modbus.fault.Wording;

/// What came is not the reply to what was asked: another transaction, unit or function, or no Modbus at all. The
/// connection was closed, because nothing that follows on it could be trusted.
final class DoubtfulReplyException extends ConnectionException {

    private static final long serialVersionUID = 1;

    DoubtfulReplyException(Wording wording) {
        super(wording);
    }
}
