package io.polymeter.profile.document;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a document writes its numbers.
public enum NumberForm {
    /// As JSON numbers, or texts with one.
    NUMBER,
    /// As a text of type and hexadecimal digits, e.g. `fl_42A2E5E4`, `u8_0E`, `i3_FFFFFFFE`.
    TYPED_HEX;

    private static final Pattern TYPED = Pattern.compile("(fl|[ui][0-9])_([0-9A-Fa-f]{1,16})");

    /// What is written, as a JSON number; unchanged where it is none.
    public JsonValue read(JsonValue written) {
        if (this == NUMBER || !(written instanceof JsonValue.StringValue(String text))) {
            return written;
        }
        Matcher typed = TYPED.matcher(text.strip());
        if (!typed.matches()) {
            return written;
        }
        String digits = typed.group(2);
        if (typed.group(1).equals("fl")) {
            return digits.length() == 8
                    ? JsonObject.number(Float.intBitsToFloat(Integer.parseUnsignedInt(digits, 16)))
                    : written;
        }
        long bits = Long.parseUnsignedLong(digits, 16);
        boolean signed = typed.group(1).startsWith("i");
        int unused = 64 - 4 * digits.length();
        if (!signed && bits < 0) {
            return written;
        }
        return JsonObject.number(signed ? bits << unused >> unused : bits);
    }

    /// A number as the document writes it.
    JsonValue write(double number) {
        return switch (this) {
            case NUMBER -> JsonObject.number(number);
            case TYPED_HEX ->
                new JsonValue.StringValue(
                        String.format(Locale.ROOT, "fl_%08X", Float.floatToRawIntBits((float) number)));
        };
    }
}
