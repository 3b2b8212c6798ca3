package io.polymeter.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages as bytes ("Message Format").
final class MessageCodec {

    /// Byte order, kind, flags, version, length of the body, serial, length of the header fields.
    static final int FIXED = 16;

    /// The longest message there may be.
    private static final long LONGEST = 1L << 27;

    private static final int PATH = 1;
    private static final int INTERFACE = 2;
    private static final int MEMBER = 3;
    private static final int ERROR_NAME = 4;
    private static final int REPLY_SERIAL = 5;
    private static final int DESTINATION = 6;
    private static final int SENDER = 7;
    private static final int SIGNATURE = 8;

    private MessageCodec() {}

    /// The lengths of a message, read from its first bytes.
    ///
    /// @param head to the end of the header, with its padding
    /// @param body of the body
    record Size(ByteOrder order, int head, int body) {
        int total() {
            return head + body;
        }
    }

    /// How long the message is that begins with these 16 bytes.
    static Size size(ByteBuffer fixed) throws MalformedException {
        ByteOrder order = switch (fixed.get(0)) {
            case 'l' -> ByteOrder.LITTLE_ENDIAN;
            case 'B' -> ByteOrder.BIG_ENDIAN;
            default -> throw new MalformedException("a message begins with neither 'l' nor 'B'");
        };
        ByteBuffer words = fixed.duplicate().order(order);
        long body = words.getInt(4) & 0xffff_ffffL;
        long fields = words.getInt(12) & 0xffff_ffffL;
        long head = FIXED + (fields + 7) / 8 * 8;
        if (fixed.get(3) != 1) {
            throw new MalformedException("protocol version " + fixed.get(3));
        }
        if (fields > 1 << 26 || head + body > LONGEST) {
            throw new MalformedException("a message of " + (head + body) + " bytes");
        }
        return new Size(order, (int) head, (int) body);
    }

    /// A message without its body, null where it is of a kind that has to be ignored.
    ///
    /// @param bytes at least the whole header
    static @Nullable Head head(ByteBuffer bytes, Size size) throws MalformedException {
        int kind = bytes.get(1) & 0xff;
        if (kind == 0) {
            throw new MalformedException("a message of no kind");
        }
        ByteBuffer words = bytes.duplicate().order(size.order());
        int serial = words.getInt(8);
        if (serial == 0) {
            throw new MalformedException("a message with the serial 0");
        }
        // The array of header fields begins with its length, at byte 12; aligned as if the message began at 0.
        Unmarshal head = new Unmarshal(bytes.slice(8, size.head() - 8), size.order());
        List<DbusValue> array = head.values("ua(yv)");
        Collector fields = new Collector();
        for (DbusValue field : ((DbusValue.Array) array.get(1)).items()) {
            fields.take((DbusValue.Struct) field);
        }
        BusMessage.Kind known = BusMessage.Kind.of(kind);
        if (known == null) {
            return null;
        }
        fields.check(known);
        BusMessage message = new BusMessage(known, bytes.get(2) & 0xff, serial, fields.fields(), List.of());
        return new Head(message, fields.signature);
    }

    /// A message whose body is still bytes.
    record Head(BusMessage message, String signature) {

        BusMessage with(ByteBuffer body, ByteOrder order) throws MalformedException {
            Unmarshal arguments = new Unmarshal(body, order);
            List<DbusValue> values = arguments.values(signature);
            if (!arguments.ended()) {
                throw new MalformedException("a body is longer than its signature says");
            }
            return new BusMessage(message.kind(), message.flags(), message.serial(), message.fields(), values);
        }
    }

    private static final class Collector {
        private @Nullable String path;
        private @Nullable String target;
        private @Nullable String member;
        private @Nullable String error;
        private @Nullable String destination;
        private @Nullable String sender;
        private String signature = "";
        private int replyTo;

        private void take(DbusValue.Struct field) throws MalformedException {
            int code = ((DbusValue.Octet) field.fields().get(0)).value();
            DbusValue value = ((DbusValue.Variant) field.fields().get(1)).value();
            switch (code) {
                case PATH -> path = text(value);
                case INTERFACE -> target = text(value);
                case MEMBER -> member = text(value);
                case ERROR_NAME -> error = text(value);
                case DESTINATION -> destination = text(value);
                case SENDER -> sender = text(value);
                case SIGNATURE -> signature = text(value);
                case REPLY_SERIAL -> {
                    if (!(value instanceof DbusValue.Uint32(long serial))) {
                        throw new MalformedException("a reply to no number");
                    }
                    replyTo = (int) serial;
                }
                default -> {
                    // What the specification adds one day is to be ignored.
                }
            }
        }

        private static String text(DbusValue value) throws MalformedException {
            return switch (value) {
                case DbusValue.Text(String text) -> text;
                case DbusValue.ObjectPath(String text) -> text;
                case DbusValue.Type(String text) -> text;
                default -> throw new MalformedException("a header field of type " + value.signature());
            };
        }

        private void check(BusMessage.Kind kind) throws MalformedException {
            boolean complete = switch (kind) {
                case CALL -> path != null && member != null;
                case RETURN -> replyTo != 0;
                case ERROR -> replyTo != 0 && error != null;
                case SIGNAL -> path != null && target != null && member != null;
            };
            if (!complete) {
                throw new MalformedException("a " + kind + " without what it needs");
            }
        }

        private BusMessage.Fields fields() {
            return new BusMessage.Fields(path, target, member, error, replyTo, destination, sender);
        }
    }

    /// The bytes of a message, low byte first.
    static byte[] encode(BusMessage message) {
        byte[] body = Marshal.bytes(message.body());
        Marshal head = new Marshal();
        head.put(new DbusValue.Octet('l'));
        head.put(new DbusValue.Octet(message.kind().code()));
        head.put(new DbusValue.Octet(message.flags()));
        head.put(new DbusValue.Octet(1));
        head.put(new DbusValue.Uint32(body.length));
        head.put(new DbusValue.Uint32(message.serial() & 0xffff_ffffL));
        head.put(new DbusValue.Array("(yv)", fields(message)));
        head.align(8);
        byte[] first = head.bytes();
        byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    private static List<DbusValue> fields(BusMessage message) {
        List<DbusValue> list = new ArrayList<>();
        BusMessage.Fields fields = message.fields();
        if (fields.path() != null) {
            list.add(field(PATH, new DbusValue.ObjectPath(fields.path())));
        }
        addText(list, INTERFACE, fields.target());
        addText(list, MEMBER, fields.member());
        addText(list, ERROR_NAME, fields.error());
        if (fields.replyTo() != 0) {
            list.add(field(REPLY_SERIAL, new DbusValue.Uint32(fields.replyTo() & 0xffff_ffffL)));
        }
        addText(list, DESTINATION, fields.destination());
        if (!message.body().isEmpty()) {
            list.add(field(SIGNATURE, new DbusValue.Type(message.signature())));
        }
        return list;
    }

    private static void addText(List<DbusValue> list, int code, @Nullable String text) {
        if (text != null) {
            list.add(field(code, new DbusValue.Text(text)));
        }
    }

    private static DbusValue field(int code, DbusValue value) {
        return new DbusValue.Struct(List.of(new DbusValue.Octet(code), new DbusValue.Variant(value)));
    }
}
