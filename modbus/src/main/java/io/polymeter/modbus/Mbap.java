package io.polymeter.modbus;

import java.nio.ByteBuffer;

/// Frames of Modbus TCP: transaction id, protocol id 0, length of what follows, unit id, PDU.
///
/// Source: Modbus Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.3.
public final class Mbap {

    /// Bytes before the PDU.
    public static final int HEADER_LENGTH = 7;

    /// The longest frame.
    public static final int MAX_LENGTH = HEADER_LENGTH + Pdu.MAX_LENGTH;

    private Mbap() {}

    /// Appends a whole frame to `target`.
    ///
    /// @param transaction 0 to 65535
    /// @param unit 0 to 255
    /// @throws java.nio.BufferOverflowException if fewer bytes than the frame needs are left; [#MAX_LENGTH]
    ///     always suffice
    public static void encode(int transaction, int unit, Request request, ByteBuffer target) {
        int start = open(transaction, unit, target);
        PduEncoder.encode(request, target);
        close(start, target);
    }

    /// Appends a whole frame to `target`; see [#encode(int, int, Request, ByteBuffer)].
    public static void encode(int transaction, int unit, Response response, ByteBuffer target) {
        int start = open(transaction, unit, target);
        PduEncoder.encode(response, target);
        close(start, target);
    }

    private static int open(int transaction, int unit, ByteBuffer target) {
        int start = target.position();
        target.putShort((short) transaction).putInt(0).put((byte) unit);
        return start;
    }

    private static void close(int start, ByteBuffer target) {
        target.putShort(start + 4, (short) (target.position() - start - 6));
    }
}
