package io.polymeter.modbus.client;

import io.polymeter.modbus.fault.Wording;

/// The other side, or the network, ended the connection before the reply was whole. Whether the request was carried
/// out is not known.
final class ConnectionLostException extends ConnectionException {

    private static final long serialVersionUID = 1;

    ConnectionLostException(Wording wording) {
        super(wording);
    }
}
