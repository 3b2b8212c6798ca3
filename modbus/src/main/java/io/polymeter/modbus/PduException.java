package io.polymeter.modbus;

/// A PDU that the specification does not allow: what to answer is part of it.
public final class PduException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int functionCode;
    private final ExceptionCode code;

    /// @param functionCode 0 to 255, as received
    public PduException(int functionCode, ExceptionCode code, String message) {
        super(message, null, false, false);
        this.functionCode = functionCode;
        this.code = code;
    }

    /// The function code of the refused PDU, as received.
    public int functionCode() {
        return functionCode;
    }

    /// What a server answers.
    public ExceptionCode code() {
        return code;
    }

    /// The refusal that answers it. A function code above 127, which no request has, loses its high bit.
    public Response refusal() {
        return new Response.Refusal(functionCode & 0x7f, code);
    }
}
