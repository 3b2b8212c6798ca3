package io.polymeter.link.ct002;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Fields between SOH, STX, their length and ETX, a checksum.
///
/// @param fields each led by `|`
record TextFrame(List<String> fields) {

    private static final int SOH = 1;
    private static final int STX = 2;
    private static final int ETX = 3;
    /// SOH, STX, ETX and two digits of checksum.
    private static final int AROUND = 5;

    TextFrame {
        fields = List.copyOf(fields);
    }

    /// Reads a frame, null where it is none.
    static @Nullable TextFrame parse(byte[] bytes) {
        int length = bytes.length;
        if (length < AROUND + 2 || bytes[0] != SOH || bytes[1] != STX || bytes[length - 3] != ETX) {
            return null;
        }
        String text = new String(bytes, 2, length - AROUND, StandardCharsets.ISO_8859_1);
        int bar = text.indexOf('|');
        if (bar < 1 || bar > 4 || !text.substring(0, bar).equals(String.valueOf(length)) || !sumFits(bytes)) {
            return null;
        }
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c < 127);
        return plain ? new TextFrame(Arrays.asList(text.substring(bar + 1).split("\\|", -1))) : null;
    }

    /// In capital or small letters; some devices send a blank for the first digit.
    private static boolean sumFits(byte[] bytes) {
        String sum = new String(bytes, bytes.length - 2, 2, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        String expected = sum(bytes, bytes.length - 2);
        return sum.equals(expected) || sum.equals(" " + expected.charAt(1));
    }

    private static String sum(byte[] bytes, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum ^= bytes[i] & 0xff;
        }
        return String.format(Locale.ROOT, "%02x", sum);
    }

    /// The field at a place; empty where there are fewer.
    String field(int index) {
        return index < fields.size() ? fields.get(index) : "";
    }

    byte[] bytes() {
        String body = "|" + String.join("|", fields);
        int length = AROUND + body.length();
        // The length counts its own digits.
        int digits = 1;
        while (String.valueOf(length + digits).length() > digits) {
            digits++;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + digits);
        out.write(SOH);
        out.write(STX);
        out.writeBytes((length + digits + body).getBytes(StandardCharsets.ISO_8859_1));
        out.write(ETX);
        byte[] counted = out.toByteArray();
        out.writeBytes(sum(counted, counted.length).getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }
}
