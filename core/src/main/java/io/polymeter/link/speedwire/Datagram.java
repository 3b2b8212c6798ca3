package io.polymeter.link.speedwire;

import io.polymeter.link.telegram.Obis;
import io.polymeter.link.telegram.Telegram;
import io.polymeter.message.CodedException;
import io.polymeter.message.Message;
import io.polymeter.point.Unit;
import java.nio.ByteBuffer;

/// A datagram of an energy meter: `SMA` and NUL, tagged sections, and in that of protocol 6069 SUSy id, serial number,
/// a clock in milliseconds, and the values, each behind its channel, index, type and tariff. How many values there are
/// differs: a Home Manager tells the frequency, too, and later firmware more.
///
/// @param susyId which kind of meter it is
/// @param serial of the meter
/// @param ticker its clock in milliseconds, which wraps
public record Datagram(int susyId, long serial, long ticker, Telegram telegram) {

    private static final int MAGIC = 0x534d4100;
    private static final int GROUP = 0x02a0;
    private static final int DATA = 0x0010;
    private static final int METER = 0x6069;
    private static final int VERSION = 144;

    /// Type of a mean, four bytes, and of a counter, eight.
    private static final int MEAN = 4;

    private static final int COUNTER = 8;

    /// The datagram is none that can be used.
    public static final class Refused extends CodedException {
        private static final long serialVersionUID = 1;

        Refused(Message said) {
            super(said);
        }
    }

    /// Reads a datagram.
    ///
    /// @throws Refused with words that follow "a datagram is refused: "; [Foreign] where it is another
    ///     protocol's
    public static Datagram of(ByteBuffer bytes) throws Refused, Foreign {
        if (bytes.remaining() < 8 || bytes.getInt() != MAGIC) {
            throw new Foreign();
        }
        while (bytes.remaining() >= 4) {
            int length = Short.toUnsignedInt(bytes.getShort());
            int tag = Short.toUnsignedInt(bytes.getShort());
            if (tag == DATA) {
                // The length counts from the protocol on; some senders leave the end mark out of it.
                if (length > bytes.remaining()) {
                    throw new Refused(Message.of("speedwire-it-is-shorter-than-it-says", "it is shorter than it says"));
                }
                return data(bytes.slice(bytes.position(), length));
            }
            if (tag == 0 && length == 0 || length > bytes.remaining() || tag != GROUP && tag != 0) {
                break;
            }
            bytes.position(bytes.position() + length);
        }
        throw new Foreign();
    }

    /// Another protocol of the same maker, of which there are many in the same group.
    public static final class Foreign extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static Datagram data(ByteBuffer bytes) throws Refused, Foreign {
        if (bytes.remaining() < 2 || Short.toUnsignedInt(bytes.getShort()) != METER) {
            throw new Foreign();
        }
        if (bytes.remaining() < 10) {
            throw new Refused(Message.of("speedwire-it-ends-in-its-head", "it ends in its head"));
        }
        int susyId = Short.toUnsignedInt(bytes.getShort());
        long serial = Integer.toUnsignedLong(bytes.getInt());
        long ticker = Integer.toUnsignedLong(bytes.getInt());
        Telegram.Builder telegram = new Telegram.Builder().serial(String.valueOf(serial));
        while (bytes.remaining() >= 4) {
            int channel = Byte.toUnsignedInt(bytes.get());
            int index = Byte.toUnsignedInt(bytes.get());
            int type = Byte.toUnsignedInt(bytes.get());
            int tariff = Byte.toUnsignedInt(bytes.get());
            if (channel == 0 && index == 0 && type == 0 && tariff == 0) {
                break;
            }
            boolean eight = type == COUNTER;
            if (channel != VERSION && type != MEAN && type != COUNTER && type != 7) {
                throw new Refused(Message.of("speedwire-unknown-type", "a value has the unknown type {type}", type));
            }
            if (bytes.remaining() < (eight ? 8 : 4)) {
                throw new Refused(Message.of("speedwire-it-ends-inside-a-value", "it ends inside a value"));
            }
            long value = eight ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt());
            if (channel == 0 && tariff == 0) {
                value(telegram, index, type, value);
            }
        }
        return new Datagram(susyId, serial, ticker, telegram.build());
    }

    /// Channels are value group C of OBIS; 4 is the mean of a second, 8 the counter.
    private static void value(Telegram.Builder telegram, int c, int type, long value) {
        if (value < 0) {
            telegram.refuse("1-0:" + c + "." + type + ".0", Message.of("field-beyond", "is beyond 2^63"));
            return;
        }
        int kind = c % 20;
        boolean phase = c > 20 && c < 80;
        if (type == COUNTER) {
            Unit unit = switch (kind) {
                case 1, 2 -> Unit.WATT_HOUR;
                case 3, 4 -> Unit.VAR_HOUR;
                default -> Unit.VOLT_AMPERE_HOUR;
            };
            telegram.put(Obis.of(c, 8, 0), value / 3600.0, unit);
            return;
        }
        switch (kind) {
            case 1, 2 -> telegram.put(Obis.of(c, 7, 0), value / 10.0, Unit.WATT);
            case 3, 4 -> telegram.put(Obis.of(c, 7, 0), value / 10.0, Unit.VAR);
            case 11 -> {
                if (phase) {
                    telegram.put(Obis.of(c, 7, 0), value / 1000.0, Unit.AMPERE);
                }
            }
            case 12 -> {
                if (phase) {
                    telegram.put(Obis.of(c, 7, 0), value / 1000.0, Unit.VOLT);
                }
            }
            case 14 -> telegram.put(Obis.of(c, 7, 0), value / 1000.0, Unit.HERTZ);
            default -> {}
        }
    }
}
