package io.polymeter.fleet.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes numbers and texts one after the other. Not for several threads.
public final class RecordWriter {

    private byte[] bytes;
    private int length;

    /// @param expected about as many bytes as will be written
    public RecordWriter(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    /// A whole number; small ones, also below 0, take few bytes.
    public RecordWriter number(long value) {
        room(10);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /// A number in eight bytes.
    public RecordWriter fixed(long value) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /// A floating-point number, bit by bit.
    public RecordWriter real(double value) {
        return fixed(Double.doubleToRawLongBits(value));
    }

    /// A boolean.
    public RecordWriter truth(boolean value) {
        return number(value ? 1 : 0);
    }

    /// A text.
    public RecordWriter text(String value) {
        return chunk(value.getBytes(StandardCharsets.UTF_8));
    }

    /// A number that may be absent.
    public RecordWriter optional(@Nullable Long value) {
        truth(value != null);
        return value == null ? this : number(value);
    }

    /// Bytes with their length.
    public RecordWriter chunk(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /// What was written.
    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
