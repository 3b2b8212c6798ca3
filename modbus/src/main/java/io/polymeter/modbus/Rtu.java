package io.polymeter.modbus;

import java.nio.ByteBuffer;

/// Frames of a serial line and of RTU over TCP: unit id, PDU, CRC with its low byte first.
///
/// Source: Modbus over Serial Line V1.02, section 2.5.1.
public final class Rtu {

    /// The shortest frame: unit, function code, CRC.
    public static final int MIN_LENGTH = 4;

    /// The longest frame.
    public static final int MAX_LENGTH = 256;

    private Rtu() {}

    /// Appends a whole frame to `target`.
    ///
    /// @param unit 0 (broadcast) to 255
    /// @throws java.nio.BufferOverflowException if fewer bytes than the frame needs are left; [#MAX_LENGTH]
    ///     always suffice
    public static void encode(int unit, Request request, ByteBuffer target) {
        int start = target.position();
        target.put((byte) unit);
        PduEncoder.encode(request, target);
        close(start, target);
    }

    /// Appends a whole frame to `target`; see [#encode(int, Request, ByteBuffer)].
    public static void encode(int unit, Response response, ByteBuffer target) {
        int start = target.position();
        target.put((byte) unit);
        PduEncoder.encode(response, target);
        close(start, target);
    }

    private static void close(int start, ByteBuffer target) {
        int crc = Crc16.of(target, start, target.position());
        target.put((byte) crc).put((byte) (crc >>> 8));
    }
}
