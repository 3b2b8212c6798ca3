package io.polymeter.dbus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message ("Message Protocol").
///
/// @param serial as its sender counts, 1 to 4294967295 in 32 bits
/// @param fields who, where and what
/// @param body its arguments
public record BusMessage(Kind kind, int flags, int serial, Fields fields, List<DbusValue> body) {

    /// The sender of the call wants no answer.
    static final int NO_REPLY = 1;

    public BusMessage {
        body = List.copyOf(body);
    }

    /// What a message is.
    public enum Kind {
        CALL(1),
        RETURN(2),
        ERROR(3),
        SIGNAL(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /// The number on the wire.
        int code() {
            return code;
        }

        /// The kind with a number, null where there is none.
        static @Nullable Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return null;
        }
    }

    /// The header fields; those that a kind does not have are null.
    ///
    /// @param error the name of an error
    /// @param replyTo the serial that a return or error answers, 0 else
    /// @param sender the unique name of who sent it; the bus says it, and is believed
    public record Fields(
            @Nullable String path,
            @Nullable String target,
            @Nullable String member,
            @Nullable String error,
            int replyTo,
            @Nullable String destination,
            @Nullable String sender) {}

    /// A call.
    ///
    /// @param to the bus name, e.g. `com.victronenergy.settings`
    /// @param member where and what
    public static BusMessage call(String to, Member member, List<DbusValue> arguments) {
        Fields fields = new Fields(member.path(), member.target(), member.name(), null, 0, to, null);
        return new BusMessage(Kind.CALL, 0, 0, fields, arguments);
    }

    /// A signal to all who want it.
    public static BusMessage signal(Member member, List<DbusValue> arguments) {
        Fields fields = new Fields(member.path(), member.target(), member.name(), null, 0, null, null);
        return new BusMessage(Kind.SIGNAL, NO_REPLY, 0, fields, arguments);
    }

    /// A method or signal of an object.
    ///
    /// @param path of the object
    /// @param target the interface
    public record Member(String path, String target, String name) {}

    /// The answer to this call.
    BusMessage answer(List<DbusValue> values) {
        Fields to = new Fields(null, null, null, null, serial, fields.sender(), null);
        return new BusMessage(Kind.RETURN, NO_REPLY, 0, to, values);
    }

    /// The refusal of this call.
    BusMessage refusal(String error, String text) {
        Fields to = new Fields(null, null, null, error, serial, fields.sender(), null);
        return new BusMessage(Kind.ERROR, NO_REPLY, 0, to, List.of(new DbusValue.Text(text)));
    }

    /// True if the sender waits for an answer.
    boolean wantsAnswer() {
        return kind == Kind.CALL && (flags & NO_REPLY) == 0;
    }

    BusMessage numbered(int number) {
        return new BusMessage(kind, flags, number, fields, body);
    }

    /// The types of its arguments.
    public String signature() {
        return DbusValue.signatureOf(body);
    }

    /// The first argument where it is a text, else an empty one.
    String firstText() {
        return !body.isEmpty() && body.getFirst() instanceof DbusValue.Text(String text) ? text : "";
    }
}
