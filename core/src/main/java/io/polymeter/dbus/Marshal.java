package io.polymeter.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Turns values into bytes, low byte first ("Marshaling (Wire Format)"). Not for several threads.
final class Marshal {

    private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

    /// The values from an address that is a multiple of 8.
    static byte[] bytes(List<DbusValue> values) {
        Marshal marshal = new Marshal();
        values.forEach(marshal::put);
        return marshal.bytes();
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    void put(DbusValue value) {
        switch (value) {
            case DbusValue.Octet(int octet) -> room(1).put((byte) octet);
            case DbusValue.Bool(boolean yes) -> aligned(4).putInt(yes ? 1 : 0);
            case DbusValue.Int16(int number) -> aligned(2).putShort((short) number);
            case DbusValue.Uint16(int number) -> aligned(2).putShort((short) number);
            case DbusValue.Int32(int number) -> aligned(4).putInt(number);
            case DbusValue.Uint32(long number) -> aligned(4).putInt((int) number);
            case DbusValue.Int64(long number) -> aligned(8).putLong(number);
            case DbusValue.Uint64(long number) -> aligned(8).putLong(number);
            case DbusValue.Real(double number) -> aligned(8).putDouble(number);
            case DbusValue.Text(String text) -> text(text);
            case DbusValue.ObjectPath(String path) -> text(path);
            case DbusValue.Type(String signature) -> type(signature);
            case DbusValue.Descriptor(long index) -> aligned(4).putInt((int) index);
            case DbusValue.Array array -> array(array);
            case DbusValue.Struct(List<DbusValue> fields) -> {
                align(8);
                fields.forEach(this::put);
            }
            case DbusValue.Entry(DbusValue key, DbusValue of) -> {
                align(8);
                put(key);
                put(of);
            }
            case DbusValue.Variant(DbusValue of) -> {
                type(of.signature());
                put(of);
            }
        }
    }

    /// The length does not count the padding before the first element.
    private void array(DbusValue.Array array) {
        aligned(4).putInt(0);
        int length = bytes.position() - 4;
        align(Signatures.alignment(array.element().charAt(0)));
        int start = bytes.position();
        array.items().forEach(this::put);
        bytes.putInt(length, bytes.position() - start);
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        aligned(4).putInt(utf8.length);
        room(utf8.length + 1).put(utf8).put((byte) 0);
    }

    private void type(String signature) {
        byte[] ascii = signature.getBytes(StandardCharsets.US_ASCII);
        room(ascii.length + 2).put((byte) ascii.length).put(ascii).put((byte) 0);
    }

    private ByteBuffer aligned(int boundary) {
        align(boundary);
        return room(boundary);
    }

    void align(int boundary) {
        int padding = -bytes.position() & (boundary - 1);
        room(padding);
        bytes.position(bytes.position() + padding);
    }

    private ByteBuffer room(int count) {
        if (bytes.remaining() < count) {
            int size = Math.max(2 * bytes.capacity(), bytes.position() + count);
            bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(bytes.array(), 0, bytes.position());
        }
        return bytes;
    }
}
