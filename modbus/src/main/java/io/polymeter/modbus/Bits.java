package io.polymeter.modbus;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// An immutable run of coils or discrete inputs, packed as they travel: eight to a byte, the first in the lowest
/// bit, unused bits of the last byte zero.
public final class Bits {

    private final byte[] bytes;
    private final int count;

    private Bits(byte[] bytes, int count) {
        this.bytes = bytes;
        this.count = count;
    }

    /// Bits from booleans.
    public static Bits of(boolean... values) {
        byte[] bytes = new byte[(values.length + 7) / 8];
        for (int i = 0; i < values.length; i++) {
            if (values[i]) {
                bytes[i / 8] |= (byte) (1 << i % 8);
            }
        }
        return new Bits(bytes, values.length);
    }

    /// Copies the bytes of `count` bits out of `buffer`; padding bits are cleared.
    public static Bits read(ByteBuffer buffer, int count) {
        byte[] bytes = new byte[(count + 7) / 8];
        buffer.get(bytes);
        if (count % 8 != 0) {
            bytes[bytes.length - 1] &= (byte) ((1 << count % 8) - 1);
        }
        return new Bits(bytes, count);
    }

    /// How many bits.
    public int count() {
        return count;
    }

    /// Bit `index`.
    public boolean get(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException(index + " of " + count);
        }
        return (bytes[index / 8] >> index % 8 & 1) != 0;
    }

    /// The number of bytes these bits take on the wire.
    public int byteCount() {
        return bytes.length;
    }

    /// Puts all bytes into `target`.
    public void writeTo(ByteBuffer target) {
        target.put(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bits that && count == that.count && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * count + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            text.append(get(i) ? '1' : '0');
        }
        return text.append(']').toString();
    }
}
