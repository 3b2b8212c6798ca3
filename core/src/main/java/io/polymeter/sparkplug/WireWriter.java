package io.polymeter.sparkplug;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes fields of Protocol Buffers.
final class WireWriter {

    private static final int FIRST = 256;
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int CHUNK = 2;
    private static final int FOUR_BYTES = 5;

    private byte[] bytes = new byte[FIRST];
    private int length;

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    void number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
    }

    void truth(int field, boolean value) {
        number(field, value ? 1 : 0);
    }

    void real(int field, double value) {
        varint((long) field << 3 | EIGHT_BYTES);
        fixed(Double.doubleToRawLongBits(value), Long.BYTES);
    }

    void real(int field, float value) {
        varint((long) field << 3 | FOUR_BYTES);
        fixed(Float.floatToRawIntBits(value), Integer.BYTES);
    }

    void text(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        chunk(field, utf8, utf8.length);
    }

    void message(int field, WireWriter inner) {
        chunk(field, inner.bytes, inner.length);
    }

    private void chunk(int field, byte[] content, int size) {
        varint((long) field << 3 | CHUNK);
        varint(size);
        room(size);
        System.arraycopy(content, 0, bytes, length, size);
        length += size;
    }

    private void fixed(long value, int size) {
        room(size);
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) (value >>> 8 * i);
        }
    }

    private void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
