package io.polymeter.modbus;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// An immutable run of 16-bit registers, held as the bytes that travel: big-endian, two per register.
public final class Words {

    private static final Words EMPTY = new Words(new byte[0], 0, 0);

    private final byte[] bytes;
    private final int offset;
    private final int count;

    private Words(byte[] bytes, int offset, int count) {
        this.bytes = bytes;
        this.offset = offset;
        this.count = count;
    }

    /// Registers from numbers; only the low 16 bits of each count.
    public static Words of(int... values) {
        if (values.length == 0) {
            return EMPTY;
        }
        byte[] bytes = new byte[values.length * 2];
        for (int i = 0; i < values.length; i++) {
            bytes[2 * i] = (byte) (values[i] >>> 8);
            bytes[2 * i + 1] = (byte) values[i];
        }
        return new Words(bytes, 0, values.length);
    }

    /// Takes over `bytes` without a copy: the caller gives it away and never changes it again.
    ///
    /// @throws IllegalArgumentException if the length is odd
    public static Words wrap(byte[] bytes) {
        if ((bytes.length & 1) != 0) {
            throw new IllegalArgumentException("an odd number of bytes is not a run of registers: " + bytes.length);
        }
        return new Words(bytes, 0, bytes.length / 2);
    }

    /// Copies `count` registers out of `buffer` at its position, and moves the position behind them.
    public static Words read(ByteBuffer buffer, int count) {
        byte[] bytes = new byte[count * 2];
        buffer.get(bytes);
        return new Words(bytes, 0, count);
    }

    /// How many registers.
    public int count() {
        return count;
    }

    /// Register `index`, 0 to 65535.
    public int get(int index) {
        int at = offset + 2 * check(index);
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /// A view of `count` registers from `from` on; nothing is copied.
    public Words slice(int from, int count) {
        if (from < 0 || count < 0 || from + count > this.count) {
            throw new IndexOutOfBoundsException(from + "+" + count + " of " + this.count);
        }
        return from == 0 && count == this.count ? this : new Words(bytes, offset + 2 * from, count);
    }

    /// Puts all bytes into `target`.
    public void writeTo(ByteBuffer target) {
        target.put(bytes, offset, 2 * count);
    }

    /// Copies `count` registers from `from` on into `target` at byte `at`.
    public void copyTo(int from, int count, byte[] target, int at) {
        System.arraycopy(bytes, offset + 2 * from, target, at, 2 * count);
    }

    private int check(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException(index + " of " + count);
        }
        return index;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Words that
                && Arrays.equals(
                        bytes, offset, offset + 2 * count, that.bytes, that.offset, that.offset + 2 * that.count);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + 2 * count; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /// Hexadecimal words, e.g. `[0012 ffff]`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(String.format("%04x", get(i)));
        }
        return text.append(']').toString();
    }
}
