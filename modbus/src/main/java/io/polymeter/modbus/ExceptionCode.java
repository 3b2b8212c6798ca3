package io.polymeter.modbus;

/// The exception codes of the Modbus Application Protocol Specification V1.1b3, section 7.
public enum ExceptionCode {
    /// 01: the function code is not an allowed action for this server.
    ILLEGAL_FUNCTION(1),
    /// 02: the address, or address plus quantity, is not served (or not to this client).
    ILLEGAL_DATA_ADDRESS(2),
    /// 03: a field of the request has a value outside its range, e.g. quantity 0 or 126.
    ILLEGAL_DATA_VALUE(3),
    /// 04: the server cannot answer with truth now: not received yet, or too old.
    SERVER_DEVICE_FAILURE(4),
    /// 06: the server is busy with a long-running command.
    SERVER_DEVICE_BUSY(6),
    /// 0A: a gateway has no path to the unit.
    GATEWAY_PATH_UNAVAILABLE(10),
    /// 0B: the unit behind a gateway does not answer, or is not there.
    GATEWAY_TARGET_FAILED_TO_RESPOND(11);

    private final int code;

    ExceptionCode(int code) {
        this.code = code;
    }

    /// The code on the wire, 1 to 11.
    public int code() {
        return code;
    }
}
