package io.polymeter.modbus;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Bytes as tests write and read them.
final class Hex {

    private Hex() {}

    /// Bytes from hexadecimal digits; spaces do not count.
    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static ByteBuffer buffer(String hex) {
        return ByteBuffer.wrap(bytes(hex));
    }

    /// The bytes from position to limit, as `01 02 ff`.
    static String of(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return of(bytes);
    }

    static String of(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    static String of(Request request) {
        ByteBuffer target = ByteBuffer.allocate(Pdu.MAX_LENGTH);
        Pdu.encode(request, target);
        return of(target.flip());
    }

    static String of(Response response) {
        ByteBuffer target = ByteBuffer.allocate(Pdu.MAX_LENGTH);
        Pdu.encode(response, target);
        return of(target.flip());
    }

    /// A serial frame from a unit id and a PDU.
    static byte[] rtu(int unit, String pdu) {
        byte[] body = bytes(pdu);
        ByteBuffer frame = ByteBuffer.allocate(body.length + 3);
        frame.put((byte) unit).put(body);
        int crc = Crc16.of(frame.array(), 0, frame.position());
        return frame.put((byte) crc).put((byte) (crc >> 8)).array();
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
