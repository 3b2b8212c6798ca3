package io.polymeter.link.han;

import io.polymeter.link.han.CosemData.Choice;
import io.polymeter.link.han.CosemData.Elements;
import io.polymeter.link.han.CosemData.Figure;
import io.polymeter.link.han.CosemData.Octets;
import io.polymeter.link.telegram.CosemUnit;
import io.polymeter.link.telegram.Obis;
import io.polymeter.link.telegram.Telegram;
import io.polymeter.message.Message;
import io.polymeter.point.Unit;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns what a meter pushes into a telegram.
///
/// Most meters (Kaifa and Sagemcom in Austria, Aidon) tell code, value, scaler and unit of each register, in one flat
/// list or in a structure each. Others leave parts out, and are known by their list: see [KnownList].
final class PushList {

    private static final Obis DEVICE = new Obis(0, 0, 96, 1, 0, 255);
    private static final Obis LOGICAL_DEVICE = new Obis(0, 0, 42, 0, 0, 255);
    private static final Obis KAMSTRUP_DEVICE = new Obis(1, 1, 0, 0, 5, 255);
    private static final String KAMSTRUP = "Kamstrup_V";

    private boolean kaifa;

    /// The telegram of a message; empty where the message says nothing new.
    ///
    /// @throws AxdrReader.Broken where the list is none that is known
    Optional<Telegram> telegram(CosemData data) throws AxdrReader.Broken {
        if (!(data instanceof Elements(List<CosemData> elements)) || elements.isEmpty()) {
            throw new AxdrReader.Broken(Message.of("han-it-holds-no-list", "it contains no list"));
        }
        Optional<KnownList> known = KnownList.of(elements, kaifa);
        if (known.isPresent()) {
            kaifa |= known.get().isKaifa();
            return known.get().telegram(elements);
        }
        Telegram.Builder telegram = new Telegram.Builder().list(String.valueOf(elements.size()));
        Walk walk = new Walk(telegram, text(elements.getFirst()).startsWith(KAMSTRUP));
        walk.list(elements);
        if (walk.registers == 0) {
            throw new AxdrReader.Broken(Message.of(
                    "han-list-unknown", "its list of {count} values without codes is not known", elements.size()));
        }
        return Optional.of(telegram.build());
    }

    /// A text, empty where it is none.
    static String text(@Nullable CosemData data) {
        return data instanceof Octets(byte[] bytes) && printable(bytes)
                ? new String(bytes, StandardCharsets.US_ASCII).strip()
                : "";
    }

    private static boolean printable(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0x20 || each > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Obis code(CosemData data) {
        return data instanceof Octets(byte[] bytes) && bytes.length == 6 ? Obis.of(bytes) : null;
    }

    /// One way through a list.
    private static final class Walk {

        private final Telegram.Builder telegram;
        private final boolean kamstrup;
        private int registers;

        private Walk(Telegram.Builder telegram, boolean kamstrup) {
            this.telegram = telegram;
            this.kamstrup = kamstrup;
        }

        private void list(List<CosemData> elements) {
            int at = 0;
            while (at < elements.size()) {
                CosemData element = elements.get(at);
                Obis code = code(element);
                if (code != null && at + 1 < elements.size()) {
                    Elements measure = at + 2 < elements.size() ? measure(elements.get(at + 2)) : null;
                    register(code, elements.get(at + 1), measure);
                    at += measure == null ? 2 : 3;
                } else {
                    if (element instanceof Elements(List<CosemData> inner)) {
                        list(inner);
                    }
                    at++;
                }
            }
        }

        /// Scaler and unit, null where it is something else.
        private static @Nullable Elements measure(CosemData data) {
            boolean fits = data instanceof Elements(List<CosemData> pair)
                    && pair.size() == 2
                    && pair.get(0) instanceof Figure
                    && pair.get(1) instanceof Choice;
            return fits ? (Elements) data : null;
        }

        private void register(Obis code, CosemData value, @Nullable Elements measure) {
            registers++;
            if (code.equals(DEVICE) || code.equals(LOGICAL_DEVICE) || code.equals(KAMSTRUP_DEVICE)) {
                telegram.serial(text(value));
            } else if (value instanceof Figure(BigDecimal number)) {
                if (measure != null) {
                    measured(code, number, measure);
                } else if (kamstrup) {
                    KnownList.kamstrup(code, number, telegram);
                } else if (code.a() == 1) {
                    telegram.refuse(code.toString(), Message.of("field-no-unit", "has no unit"));
                }
            }
        }

        private void measured(Obis code, BigDecimal number, Elements measure) {
            Unit unit = measure.elements().get(1) instanceof Choice(int written) ? CosemUnit.of(written) : null;
            if (unit != null && measure.elements().get(0) instanceof Figure(BigDecimal scaler)) {
                telegram.put(code, CosemUnit.scaled(number, scaler.longValue()), unit);
            }
        }
    }
}
