package io.polymeter.link.sml;

import io.polymeter.link.sml.SmlNode.Absent;
import io.polymeter.link.sml.SmlNode.Listed;
import io.polymeter.link.sml.SmlNode.Octets;
import io.polymeter.link.sml.SmlNode.Whole;
import io.polymeter.link.telegram.CosemUnit;
import io.polymeter.link.telegram.Obis;
import io.polymeter.link.telegram.Telegram;
import io.polymeter.message.Message;
import io.polymeter.point.Unit;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns the messages of a file into a telegram.
final class SmlTelegram {

    private static final int GET_LIST_RESPONSE = 0x0701;
    private static final int LIST_ELEMENTS = 7;
    private static final int ENTRY_ELEMENTS = 7;

    private static final Obis IMPORT = Obis.of(1, 8, 0);
    private static final Obis POWER = Obis.of(16, 7, 0);
    /// The magnitude of the power, whichever way it flows.
    private static final Obis MAGNITUDE = Obis.of(15, 7, 0);
    private static final Set<Obis> POWERS =
            Set.of(POWER, MAGNITUDE, Obis.of(1, 7, 0), Obis.of(2, 7, 0), Obis.of(36, 7, 0), Obis.of(21, 7, 0));
    private static final Obis DEVICE = new Obis(1, 0, 96, 1, 0, 255);
    private static final Obis DEVICE_GENERAL = new Obis(0, 0, 96, 1, 0, 255);

    /// Power flows out, in the status word of the FNN's "Lastenheft EDL", which has 16 bits.
    private static final int OUT = 0x20;

    private static final int WIDEST_STATUS = 0xffff;

    private final Telegram.Builder telegram = new Telegram.Builder();
    private byte[] server = new byte[0];
    private @Nullable Boolean out;
    private boolean unsignedPower;
    private boolean anyPower;

    private SmlTelegram() {}

    /// Empty where no message holds a list of values.
    static Optional<Telegram> of(List<Listed> bodies) {
        SmlTelegram result = new SmlTelegram();
        boolean found = false;
        for (Listed body : bodies) {
            List<SmlNode> pair = body.elements();
            if (pair.get(0) instanceof Whole tag
                    && tag.number().intValue() == GET_LIST_RESPONSE
                    && pair.get(1) instanceof Listed(List<SmlNode> list)
                    && list.size() == LIST_ELEMENTS
                    && list.get(4) instanceof Listed(List<SmlNode> entries)) {
                found = true;
                result.list(list, entries);
            }
        }
        return found ? Optional.of(result.finish()) : Optional.empty();
    }

    private void list(List<SmlNode> list, List<SmlNode> entries) {
        if (list.get(1) instanceof Octets(byte[] id)) {
            server = id;
            telegram.serial(identification(id));
        }
        if (list.get(2) instanceof Octets(byte[] name)) {
            telegram.list(HexFormat.of().formatHex(name));
        }
        for (SmlNode entry : entries) {
            if (entry instanceof Listed(List<SmlNode> fields)
                    && fields.size() == ENTRY_ELEMENTS
                    && fields.get(0) instanceof Octets(byte[] name)
                    && name.length == 6) {
                entry(Obis.of(name), fields);
            } else {
                telegram.refuse("an entry of the list", Message.of("field-no-code", "has no code"));
            }
        }
    }

    /// @param fields code, status, time, unit, scaler, value, signature
    private void entry(Obis code, List<SmlNode> fields) {
        if (code.equals(IMPORT) && fields.get(1) instanceof Whole status) {
            long word = status.number().longValue();
            out = word >= 0 && word <= WIDEST_STATUS ? (word & OUT) != 0 : null;
        }
        anyPower |= POWERS.contains(code);
        switch (fields.get(5)) {
            case Whole value -> number(code, fields.get(3), fields.get(4), value);
            case Octets(byte[] text) -> {
                if (code.equals(DEVICE) || code.equals(DEVICE_GENERAL)) {
                    telegram.serial(identification(text));
                }
            }
            case Absent _, SmlNode.Truth _, Listed _ -> {}
        }
    }

    private void number(Obis code, SmlNode unitCode, SmlNode scaler, Whole sent) {
        if (!(unitCode instanceof Whole written)) {
            return;
        }
        Unit unit = CosemUnit.of(written.number().intValue());
        if (unit == null) {
            return;
        }
        long power = scaler instanceof Whole whole ? whole.number().longValue() : 0;
        Whole value = code.equals(POWER) ? DzgDefect.corrected(server, sent) : sent;
        if (code.equals(POWER)) {
            unsignedPower = !sent.signed();
        }
        telegram.put(code, CosemUnit.scaled(value.number(), power), unit);
    }

    private Telegram finish() {
        Telegram.Value power = telegram.get(POWER);
        Telegram.Value magnitude = telegram.get(MAGNITUDE);
        if (power == null && magnitude != null) {
            if (out == null) {
                telegram.refuse(
                        MAGNITUDE.toString(),
                        Message.of(
                                "field-no-direction",
                                "has no direction: the status word of {code} does not tell it",
                                IMPORT));
            } else {
                telegram.put(POWER, signed(magnitude.number()), magnitude.unit());
            }
        } else if (power != null && unsignedPower && Boolean.TRUE.equals(out)) {
            telegram.put(POWER, signed(power.number()), power.unit());
        }
        if (!anyPower && telegram.get(IMPORT) != null) {
            telegram.notice(
                    Message.of(
                            "sml-needs-pin",
                            "it sends energy but no power: enter the PIN at the meter and enable its detailed values (InF on)"));
        }
        return telegram.build();
    }

    private double signed(double magnitude) {
        double value = Math.abs(magnitude);
        return Boolean.TRUE.equals(out) && value != 0 ? -value : value;
    }

    /// As DIN 43863-5 writes it, e.g. `1EMH0012345678`, where the ten bytes are such a number; else hexadecimal.
    private static String identification(byte[] id) {
        boolean standard = id.length == 10 && id[0] == 0x0a && letters(id, 2, 5);
        if (!standard) {
            return HexFormat.of().formatHex(id);
        }
        long number = 0;
        for (int i = 6; i < 10; i++) {
            number = number << 8 | id[i] & 0xff;
        }
        String maker = new String(id, 2, 3, StandardCharsets.US_ASCII);
        return String.format("%d%s%02d%08d", id[1] & 0xff, maker, id[5] & 0xff, number);
    }

    private static boolean letters(byte[] id, int from, int to) {
        for (int i = from; i < to; i++) {
            if (id[i] < 'A' || id[i] > 'Z') {
                return false;
            }
        }
        return true;
    }
}
