package io.polymeter.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads values from bytes that somebody else has made: every length is checked before it is believed. Not for
/// several threads.
final class Unmarshal {

    /// Variants may nest beyond what one signature can say.
    private static final int DEEPEST = 64;

    private final ByteBuffer bytes;

    /// @param bytes from an address that is a multiple of 8 to the end of what is there
    Unmarshal(ByteBuffer bytes, ByteOrder order) {
        this.bytes = bytes.slice().order(order);
    }

    /// Values of these types.
    List<DbusValue> values(String signature) throws MalformedException {
        List<DbusValue> values = new ArrayList<>();
        for (String type : Signatures.split(signature)) {
            values.add(value(type, 0));
        }
        return values;
    }

    /// True if nothing is left.
    boolean ended() {
        return !bytes.hasRemaining();
    }

    private DbusValue value(String type, int depth) throws MalformedException {
        if (depth > DEEPEST) {
            throw new MalformedException("values nested too deep");
        }
        char code = type.charAt(0);
        align(Signatures.alignment(code));
        return switch (code) {
            case 'y' -> new DbusValue.Octet(need(1).get() & 0xff);
            case 'b' -> bool(need(4).getInt());
            case 'n' -> new DbusValue.Int16(need(2).getShort());
            case 'q' -> new DbusValue.Uint16(need(2).getShort() & 0xffff);
            case 'i' -> new DbusValue.Int32(need(4).getInt());
            case 'u' -> new DbusValue.Uint32(need(4).getInt() & 0xffff_ffffL);
            case 'h' -> new DbusValue.Descriptor(need(4).getInt() & 0xffff_ffffL);
            case 'x' -> new DbusValue.Int64(need(8).getLong());
            case 't' -> new DbusValue.Uint64(need(8).getLong());
            case 'd' -> new DbusValue.Real(need(8).getDouble());
            case 's' -> new DbusValue.Text(text(length()));
            case 'o' -> new DbusValue.ObjectPath(text(length()));
            case 'g' -> new DbusValue.Type(text(need(1).get() & 0xff));
            case 'a' -> array(type.substring(1), depth);
            case '(' -> new DbusValue.Struct(fields(type, depth));
            case '{' -> entry(type, depth);
            case 'v' -> variant(depth);
            default -> throw new MalformedException("there is no type '" + code + "'");
        };
    }

    private static DbusValue bool(int word) throws MalformedException {
        if (word != 0 && word != 1) {
            throw new MalformedException("a boolean is " + word);
        }
        return new DbusValue.Bool(word == 1);
    }

    private DbusValue variant(int depth) throws MalformedException {
        List<String> types = Signatures.split(text(need(1).get() & 0xff));
        if (types.size() != 1) {
            throw new MalformedException("a variant of " + types.size() + " values");
        }
        return new DbusValue.Variant(value(types.getFirst(), depth + 1));
    }

    private DbusValue array(String element, int depth) throws MalformedException {
        int length = length();
        align(Signatures.alignment(element.charAt(0)));
        if (length > bytes.remaining()) {
            throw new MalformedException("an array of " + length + " bytes in what is shorter");
        }
        int end = bytes.position() + length;
        List<DbusValue> items = new ArrayList<>();
        while (bytes.position() < end) {
            items.add(value(element, depth + 1));
        }
        if (bytes.position() != end) {
            throw new MalformedException("an array ends inside an element");
        }
        return new DbusValue.Array(element, items);
    }

    private List<DbusValue> fields(String type, int depth) throws MalformedException {
        List<DbusValue> fields = new ArrayList<>();
        for (String field : Signatures.split(type.substring(1, type.length() - 1))) {
            fields.add(value(field, depth + 1));
        }
        return fields;
    }

    private DbusValue entry(String type, int depth) throws MalformedException {
        DbusValue key = value(type.substring(1, 2), depth + 1);
        return new DbusValue.Entry(key, value(type.substring(2, type.length() - 1), depth + 1));
    }

    private int length() throws MalformedException {
        int length = need(4).getInt();
        if (length < 0) {
            throw new MalformedException("a length beyond 2 GB");
        }
        return length;
    }

    private String text(int length) throws MalformedException {
        if (length >= bytes.remaining()) {
            throw new MalformedException("a text of " + length + " bytes in what is shorter");
        }
        ByteBuffer utf8 = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        if (bytes.get() != 0) {
            throw new MalformedException("a text without its end");
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(utf8);
            if (text.chars().anyMatch(character -> character == 0)) {
                throw new MalformedException("a text with a NUL inside");
            }
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("a text that is not UTF-8");
        }
    }

    /// Padding is zero.
    void align(int boundary) throws MalformedException {
        int padding = -bytes.position() & (boundary - 1);
        need(padding);
        for (int i = 0; i < padding; i++) {
            if (bytes.get() != 0) {
                throw new MalformedException("padding that is not zero");
            }
        }
    }

    private ByteBuffer need(int count) throws MalformedException {
        if (bytes.remaining() < count) {
            throw new MalformedException("ends inside a value");
        }
        return bytes;
    }
}
