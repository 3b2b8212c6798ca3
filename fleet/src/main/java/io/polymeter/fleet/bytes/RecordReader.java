package io.polymeter.fleet.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads what a [RecordWriter] wrote. Every method throws [MalformedRecordException] at the end of the bytes.
public final class RecordReader {

    private final byte[] bytes;
    private int at;

    public RecordReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A whole number.
    public long number() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = next();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new MalformedRecordException("a number has more than ten bytes");
    }

    /// A whole number from 0 to `most`.
    public int count(int most) {
        long value = number();
        if (value < 0 || value > most) {
            throw new MalformedRecordException("a count is " + value + ", not from 0 to " + most);
        }
        return (int) value;
    }

    /// A number of eight bytes.
    public long fixed() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | next() & 0xff;
        }
        return value;
    }

    /// A floating-point number.
    public double real() {
        return Double.longBitsToDouble(fixed());
    }

    /// A boolean.
    public boolean truth() {
        return number() != 0;
    }

    /// A text.
    public String text() {
        int size = size();
        String text = new String(bytes, at, size, StandardCharsets.UTF_8);
        at += size;
        return text;
    }

    /// A number that may be absent.
    public @Nullable Long optional() {
        return truth() ? (Long) number() : null;
    }

    /// Bytes with their length.
    public byte[] chunk() {
        int size = size();
        byte[] chunk = Arrays.copyOfRange(bytes, at, at + size);
        at += size;
        return chunk;
    }

    private int size() {
        int size = count(bytes.length);
        if (size > bytes.length - at) {
            throw new MalformedRecordException("a length is beyond the record");
        }
        return size;
    }

    /// Whether nothing is left.
    public boolean isAtEnd() {
        return at == bytes.length;
    }

    private byte next() {
        if (at == bytes.length) {
            throw new MalformedRecordException("the record ends too early");
        }
        return bytes[at++];
    }
}
