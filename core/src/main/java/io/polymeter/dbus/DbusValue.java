package io.polymeter.dbus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One value of a message, of one complete type ("Type System").
public sealed interface DbusValue {

    /// Its type in the notation of the specification, e.g. `a{sv}`.
    String signature();

    /// 0 to 255.
    record Octet(int value) implements DbusValue {
        @Override
        public String signature() {
            return "y";
        }
    }

    /// True or false.
    record Bool(boolean value) implements DbusValue {
        @Override
        public String signature() {
            return "b";
        }
    }

    /// 16 bits with sign.
    record Int16(int value) implements DbusValue {
        @Override
        public String signature() {
            return "n";
        }
    }

    /// 0 to 65535.
    record Uint16(int value) implements DbusValue {
        @Override
        public String signature() {
            return "q";
        }
    }

    /// 32 bits with sign.
    record Int32(int value) implements DbusValue {
        @Override
        public String signature() {
            return "i";
        }
    }

    /// 32 bits without sign.
    record Uint32(long value) implements DbusValue {
        @Override
        public String signature() {
            return "u";
        }
    }

    /// 64 bits with sign.
    record Int64(long value) implements DbusValue {
        @Override
        public String signature() {
            return "x";
        }
    }

    /// 64 bits without sign, as Java's unsigned long.
    record Uint64(long value) implements DbusValue {
        @Override
        public String signature() {
            return "t";
        }
    }

    /// An IEEE 754 double.
    record Real(double value) implements DbusValue {
        @Override
        public String signature() {
            return "d";
        }
    }

    /// Text.
    record Text(String value) implements DbusValue {
        @Override
        public String signature() {
            return "s";
        }
    }

    /// The path of an object, e.g. `/Ac/L1/Power`.
    record ObjectPath(String value) implements DbusValue {
        @Override
        public String signature() {
            return "o";
        }
    }

    /// A type as a value.
    record Type(String value) implements DbusValue {
        @Override
        public String signature() {
            return "g";
        }
    }

    /// The index of a file descriptor that came beside the message; none is ever taken.
    record Descriptor(long index) implements DbusValue {
        @Override
        public String signature() {
            return "h";
        }
    }

    /// Values of one type.
    ///
    /// @param element their signature, which an empty array has too
    record Array(String element, List<DbusValue> items) implements DbusValue {
        public Array {
            items = List.copyOf(items);
        }

        @Override
        public String signature() {
            return "a" + element;
        }
    }

    /// Values of several types.
    record Struct(List<DbusValue> fields) implements DbusValue {
        public Struct {
            fields = List.copyOf(fields);
        }

        @Override
        public String signature() {
            return "(" + signatureOf(fields) + ")";
        }
    }

    /// An entry of an array that is a dictionary.
    record Entry(DbusValue key, DbusValue value) implements DbusValue {
        @Override
        public String signature() {
            return "{" + key.signature() + value.signature() + "}";
        }
    }

    /// A value that carries its type.
    record Variant(DbusValue value) implements DbusValue {
        @Override
        public String signature() {
            return "v";
        }
    }

    /// A dictionary with texts as keys.
    ///
    /// @param element the signature of its values
    static Array dictionary(String element, Map<String, ? extends DbusValue> entries) {
        List<DbusValue> items = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> items.add(new Entry(new Text(key), value)));
        return new Array("{s" + element + "}", items);
    }

    /// The signatures of several values, one behind the other.
    static String signatureOf(List<DbusValue> values) {
        StringBuilder signature = new StringBuilder();
        values.forEach(value -> signature.append(value.signature()));
        return signature.toString();
    }
}
