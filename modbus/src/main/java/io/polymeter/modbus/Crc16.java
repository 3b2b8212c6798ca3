package io.polymeter.modbus;

import java.nio.ByteBuffer;

/// The CRC of a serial frame: polynomial A001 (8005 reflected), start value FFFF, low byte first on the wire.
///
/// Source: Modbus over Serial Line V1.02, section 6.2.2. Over a frame with its right CRC the result is 0.
public final class Crc16 {

    private static final char[] TABLE = table();

    private Crc16() {}

    /// The CRC of `bytes[from]` to `bytes[to - 1]`, 0 to 65535.
    public static int of(byte[] bytes, int from, int to) {
        int crc = 0xffff;
        for (int i = from; i < to; i++) {
            crc = next(crc, bytes[i]);
        }
        return crc;
    }

    /// The CRC of the bytes of `buffer` at absolute `from` to `to - 1`; position and limit are untouched.
    public static int of(ByteBuffer buffer, int from, int to) {
        if (buffer.hasArray()) {
            int offset = buffer.arrayOffset();
            return of(buffer.array(), offset + from, offset + to);
        }
        int crc = 0xffff;
        for (int i = from; i < to; i++) {
            crc = next(crc, buffer.get(i));
        }
        return crc;
    }

    private static int next(int crc, byte value) {
        return crc >>> 8 ^ TABLE[(crc ^ value) & 0xff];
    }

    private static char[] table() {
        char[] table = new char[256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xa001 : crc >>> 1;
            }
            table[i] = (char) crc;
        }
        return table;
    }
}
