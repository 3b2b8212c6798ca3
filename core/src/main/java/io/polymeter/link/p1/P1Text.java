package io.polymeter.link.p1;

import io.polymeter.link.telegram.Checksum;
import io.polymeter.link.telegram.DataLine;
import io.polymeter.link.telegram.Obis;
import io.polymeter.link.telegram.Telegram;
import io.polymeter.link.telegram.TelegramSink;
import io.polymeter.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The text of a telegram: identification, an empty line, and one line for each object.
///
/// DSMR 2 and 3 have no checksum. Such a telegram is used where each of its lines is well formed, and where the
/// meter has never sent one with a checksum: then it was lost on the way.
final class P1Text {

    private static final Set<String> NUMBERS = Set.of("0-0:96.1.1", "0-0:96.1.0", "0-0:42.0.0", "0-0:96.1.255");
    private static final String VERSION = "1-3:0.2.8";
    private static final String VERSION_BELGIUM = "0-0:96.1.4";

    private boolean checked;

    /// Reads a telegram.
    ///
    /// @param mark where its `!` stands
    /// @param checksum as sent, four hexadecimal digits; empty: none
    /// @return whether it was used
    boolean read(byte[] bytes, int mark, String checksum, TelegramSink sink) {
        Message refusal = refusal(bytes, mark, checksum);
        if (refusal != null) {
            sink.refused(refusal);
            return false;
        }
        List<String> lines = lines(new String(bytes, 0, mark, StandardCharsets.US_ASCII));
        Telegram.Builder telegram = new Telegram.Builder();
        boolean versioned = false;
        for (String line : lines.subList(1, lines.size())) {
            DataLine data = DataLine.parse(line);
            if (data == null) {
                if (checksum.isEmpty()) {
                    sink.refused(Message.of("telegram-a-line-of-it-is-broken", "a line of it is broken"));
                    return false;
                }
                telegram.refuse(
                        line.substring(0, Math.min(20, line.length())),
                        Message.of("field-no-p1-line", "is not a line of a P1 telegram"));
                continue;
            }
            versioned |= data.code().equals(VERSION) || data.code().equals(VERSION_BELGIUM);
            if (!object(data, telegram) && checksum.isEmpty()) {
                sink.refused(Message.of("telegram-value-broken-at", "a value of it is broken: {code}", data.code()));
                return false;
            }
        }
        if (checksum.isEmpty() && versioned) {
            sink.refused(Message.of(
                    "telegram-it-has-no-checksum-as-every-meter-since-dsmr",
                    "it has no checksum, as every meter since DSMR 4 does"));
            return false;
        }
        checked |= !checksum.isEmpty();
        sink.telegram(telegram.build());
        return true;
    }

    private @Nullable Message refusal(byte[] bytes, int mark, String checksum) {
        if (checksum.isEmpty()) {
            return checked
                    ? Message.of("telegram-no-checksum", "it has no checksum, which others of this meter had")
                    : null;
        }
        return isRight(bytes, 0, mark, checksum) ? null : Message.of("telegram-checksum", "its checksum is wrong");
    }

    /// True where a checksum is that of what stands from a place to the mark.
    static boolean isRight(byte[] bytes, int from, int mark, String checksum) {
        return checksum.matches("[0-9A-Fa-f]{4}")
                && Integer.parseInt(checksum, 16) == Checksum.ARC.of(bytes, from, mark + 1);
    }

    /// The lines without the empty ones. What begins with a bracket goes on with the line before: DSMR 2 and 3
    /// write the gas meter's value so.
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("(") && lines.size() > 1) {
                lines.set(lines.size() - 1, lines.getLast() + line);
            } else if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }

    /// Takes a line.
    ///
    /// @return false where a value of this connection's electricity is no number
    private static boolean object(DataLine data, Telegram.Builder telegram) {
        if (NUMBERS.contains(data.code())) {
            telegram.serial(number(data.groups().getFirst()));
            return true;
        }
        Obis code = Obis.parse(data.code());
        // Gas, water and heat are devices of their own, behind the channels of 0-1 to 0-4.
        if (code == null || code.a() != 1) {
            return true;
        }
        return data.value(code, telegram);
    }

    /// A number is sent as the hexadecimal digits of its characters.
    private static String number(String group) {
        if (!group.matches("(?:[0-9A-Fa-f]{2}){4,48}")) {
            return group;
        }
        String text = new String(HexFormat.of().parseHex(group), StandardCharsets.ISO_8859_1);
        return text.chars().allMatch(c -> c >= ' ' && c < 127) ? text.strip() : group;
    }
}
