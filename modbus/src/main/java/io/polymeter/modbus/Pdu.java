package io.polymeter.modbus;

import java.nio.ByteBuffer;

/// The protocol data unit on the wire: function code and data, at most 253 bytes, big-endian.
///
/// All methods want a buffer in its default big-endian order. A decoder reads from position to limit, which is
/// exactly one PDU, and leaves the position at the limit when it succeeds.
public final class Pdu {

    /// The most bytes of a PDU: 256 of a serial frame less unit id and CRC.
    public static final int MAX_LENGTH = 253;

    private Pdu() {}

    /// Decodes what a client sent.
    ///
    /// @throws PduException with the code a server must answer: 1 for a function (or sub-function, or MEI type)
    ///     not served here, 3 for lengths, counts and values that do not fit, 2 for a run beyond address 65535
    public static Request decodeRequest(ByteBuffer pdu) {
        return RequestDecoder.decode(pdu);
    }

    /// Decodes what a client sent, functions that are not known here among it.
    ///
    /// @throws PduException with the code a server must answer: 3 for lengths, counts and values that do
    ///     not fit, 2 for a run beyond address 65535, 1 for what is no function code
    public static Request decodeAnyRequest(ByteBuffer pdu) {
        return RequestDecoder.decodeAny(pdu);
    }

    /// Decodes what a server sent, strictly: function code, byte counts and echoes must be those of `request`.
    ///
    /// @throws ProtocolException if the answer does not belong to the request
    public static Response decodeResponse(ByteBuffer pdu, Request request) {
        return ResponseDecoder.decode(pdu, request);
    }

    /// Appends `request` to `target`.
    ///
    /// @throws java.nio.BufferOverflowException if `target` has no room
    public static void encode(Request request, ByteBuffer target) {
        PduEncoder.encode(request, target);
    }

    /// Appends `response` to `target`.
    ///
    /// @throws java.nio.BufferOverflowException if `target` has no room
    public static void encode(Response response, ByteBuffer target) {
        PduEncoder.encode(response, target);
    }
}
