package io.polymeter.link.d0;

import io.polymeter.link.telegram.DataLine;
import io.polymeter.link.telegram.Obis;
import io.polymeter.link.telegram.Telegram;
import io.polymeter.message.Message;
import java.util.List;
import java.util.Set;

/// The data sets of a readout.
final class DataBlock {

    private static final Set<String> NUMBERS =
            Set.of("0.0.0", "C.1.0", "96.1.0", "1-0:0.0.0", "0-0:96.1.0", "0-0:96.1.255");

    private final Telegram.Builder telegram = new Telegram.Builder();
    private boolean broken;

    /// Takes the lines of a readout.
    ///
    /// @param checked whether they came with a checksum; else each has to be right
    /// @return what is wrong with all of it; an empty message: nothing
    Message take(String text, boolean checked) {
        boolean any = false;
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("/")) {
                continue;
            }
            List<DataLine> sets = DataLine.parseAll(line.strip());
            if (sets.isEmpty()) {
                if (!checked) {
                    return Message.of("telegram-a-line-of-it-is-broken", "a line of it is broken");
                }
                telegram.refuse(
                        line.substring(0, Math.min(20, line.length())),
                        Message.of("field-no-data-set", "is no data set"));
            }
            any |= !sets.isEmpty();
            sets.forEach(this::set);
        }
        if (!any) {
            return Message.of("telegram-no-value", "there is no value in it");
        }
        return broken && !checked
                ? Message.of("telegram-value-broken", "a value of it is broken")
                : Message.verbatim("");
    }

    /// Takes one data set.
    void set(DataLine data) {
        String plain = data.code().replaceAll("\\*255$", "");
        if (NUMBERS.contains(plain)) {
            telegram.serial(data.groups().getFirst());
            return;
        }
        Obis code = Obis.parse(data.code());
        if (code == null || code.a() != 1) {
            return;
        }
        String value = data.groups().getFirst();
        boolean measured = code.f() == 255 && (code.d() == 7 || code.d() == 8);
        if (measured && data.groups().size() == 1 && value.matches("[+-]?[0-9.,]+")) {
            telegram.refuse(code.toString(), Message.of("field-no-unit", "has no unit"));
        } else {
            broken |= !data.value(code, telegram);
        }
    }

    Telegram telegram() {
        return telegram.build();
    }
}
