package io.polymeter.modbus;

import org.jspecify.annotations.Nullable;

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
    /// 05: the request is taken and takes long; poll for the end of it.
    ACKNOWLEDGE(5),
    /// 06: the server is busy with a long-running command.
    SERVER_DEVICE_BUSY(6),
    /// 07: the server cannot perform the function (from older specifications).
    NEGATIVE_ACKNOWLEDGE(7),
    /// 08: the server's extended memory failed a consistency check.
    MEMORY_PARITY_ERROR(8),
    /// 0A: a gateway has no path to the unit.
    GATEWAY_PATH_UNAVAILABLE(10),
    /// 0B: the unit behind a gateway does not answer, or is not there.
    GATEWAY_TARGET_FAILED_TO_RESPOND(11);

    private static final @Nullable ExceptionCode[] BY_NUMBER = byNumber();

    private final int code;

    ExceptionCode(int code) {
        this.code = code;
    }

    /// The code on the wire, 1 to 11.
    public int code() {
        return code;
    }

    /// The exception code of that number, or null if the specification knows none.
    public static @Nullable ExceptionCode of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    private static @Nullable ExceptionCode[] byNumber() {
        @Nullable ExceptionCode[] table = new ExceptionCode[12];
        for (ExceptionCode each : values()) {
            table[each.code] = each;
        }
        return table;
    }
}
