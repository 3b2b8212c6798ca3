package io.polymeter.app.history.chunk;

import java.util.Arrays;

/// Bits, most significant first.
public final class BitWriter {

    private byte[] bytes = new byte[64];
    private int length;

    /// Appends the lowest bits of a number.
    ///
    /// @param count 0 to 64
    void write(long value, int count) {
        if (length + count > bytes.length * 8) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int left = count;
        while (left > 0) {
            int room = 8 - (length & 7);
            int taken = Math.min(room, left);
            int part = (int) (value >>> (left - taken)) & ((1 << taken) - 1);
            bytes[length >> 3] |= (byte) (part << (room - taken));
            length += taken;
            left -= taken;
        }
    }

    /// Appends a number from 0 on in as many bits as it has, and 6 bits that say how many.
    void sized(long value) {
        int size = 64 - Long.numberOfLeadingZeros(value);
        if (size == 64) {
            throw new IllegalArgumentException("negative: " + value);
        }
        write(size, 6);
        write(value, size);
    }

    /// Everything so far, filled up with zeros to whole bytes.
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, (length + 7) / 8);
    }
}
