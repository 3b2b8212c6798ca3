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
    static byte[] bytes(List<Value> values) {
        Marshal marshal = new Marshal();
        values.forEach(marshal::put);
        return marshal.bytes();
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    void put(Value value) {
        switch (value) {
            case Value.Octet(int octet) -> room(1).put((byte) octet);
            case Value.Bool(boolean yes) -> aligned(4).putInt(yes ? 1 : 0);
            case Value.Int16(int number) -> aligned(2).putShort((short) number);
            case Value.Uint16(int number) -> aligned(2).putShort((short) number);
            case Value.Int32(int number) -> aligned(4).putInt(number);
            case Value.Uint32(long number) -> aligned(4).putInt((int) number);
            case Value.Int64(long number) -> aligned(8).putLong(number);
            case Value.Uint64(long number) -> aligned(8).putLong(number);
            case Value.Real(double number) -> aligned(8).putDouble(number);
            case Value.Text(String text) -> text(text);
            case Value.ObjectPath(String path) -> text(path);
            case Value.Type(String signature) -> type(signature);
            case Value.Descriptor(long index) -> aligned(4).putInt((int) index);
            case Value.Array array -> array(array);
            case Value.Struct(List<Value> fields) -> {
                align(8);
                fields.forEach(this::put);
            }
            case Value.Entry(Value key, Value of) -> {
                align(8);
                put(key);
                put(of);
            }
            case Value.Variant(Value of) -> {
                type(of.signature());
                put(of);
            }
        }
    }

    /// The length does not count the padding before the first element.
    private void array(Value.Array array) {
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
