package io.polymeter.http.listen;

import java.io.IOException;
import java.io.OutputStream;

/// A frame of a WebSocket (RFC 6455, 5.2).
///
/// @param last the last one of a message
/// @param opcode what it is
@SuppressWarnings("ArrayRecordComponent") // sent and read once
record WebSocketFrame(boolean last, int opcode, byte[] payload) {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /// Of a frame, and of a message of several.
    static final int MAX_PAYLOAD = 64 * 1024;

    private static final int MAX_CONTROL = 125;

    boolean isControl() {
        return opcode >= CLOSE;
    }

    /// Reads a client's frame.
    ///
    /// @param first its first byte
    static WebSocketFrame read(int first, TimedInput in) throws IOException, WebSocketFault {
        int opcode = first & 0x0f;
        if ((first & 0x70) != 0) {
            throw new WebSocketFault(1002, "no extension was agreed on");
        }
        if (opcode > BINARY && opcode < CLOSE || opcode > PONG) {
            throw new WebSocketFault(1002, "unknown opcode");
        }
        int second = in.read(1)[0] & 0xff;
        if ((second & 0x80) == 0) {
            throw new WebSocketFault(1002, "a client's frames are masked");
        }
        long length = second & 0x7f;
        boolean last = (first & 0x80) != 0;
        if (opcode >= CLOSE && (length > MAX_CONTROL || !last)) {
            throw new WebSocketFault(1002, "a control frame is short and whole");
        }
        if (length >= 126) {
            byte[] more = in.read(length == 126 ? 2 : 8);
            length = 0;
            for (byte each : more) {
                length = length << 8 | each & 0xff;
            }
        }
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new WebSocketFault(1009, "larger than " + MAX_PAYLOAD + " bytes");
        }
        byte[] mask = in.read(4);
        byte[] payload = in.read((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new WebSocketFrame(last, opcode, payload);
    }

    /// Sends it, unmasked as a server does.
    void write(OutputStream out) throws IOException {
        int length = payload.length;
        byte[] head = length <= MAX_CONTROL
                ? new byte[] {(byte) (0x80 | opcode), (byte) length}
                : length < 0x10000
                        ? new byte[] {(byte) (0x80 | opcode), 126, (byte) (length >> 8), (byte) length}
                        : new byte[] {
                            (byte) (0x80 | opcode),
                            127,
                            0,
                            0,
                            0,
                            0,
                            (byte) (length >> 24),
                            (byte) (length >> 16),
                            (byte) (length >> 8),
                            (byte) length
                        };
        byte[] whole = new byte[head.length + length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(payload, 0, whole, head.length, length);
        out.write(whole);
        out.flush();
    }
}
