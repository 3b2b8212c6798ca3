package io.polymeter.modbus;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// Bytes of a PDU that are passed on without being understood. Immutable.
final class Octets {

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies the remaining bytes out of `buffer`.
    public static Octets read(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new Octets(bytes);
    }

    /// How many.
    public int count() {
        return bytes.length;
    }

    void writeTo(ByteBuffer target) {
        target.put(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
