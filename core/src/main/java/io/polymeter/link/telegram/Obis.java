package io.polymeter.link.telegram;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An object identification code (IEC 62056-61), value groups A to F. Groups a meter leaves out are those of a
/// present value of electricity: A 1, B 0, E 0, F 255.
public record Obis(int a, int b, int c, int d, int e, int f) {

    private static final int PRESENT = 255;
    private static final Pattern WRITTEN =
            Pattern.compile("(?:(\\d{1,3})-(\\d{1,3}):)?(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,3}))?(?:[*&](\\d{1,3}))?");

    /// A code of electricity, `1-0:C.D.E`.
    public static Obis of(int c, int d, int e) {
        return new Obis(1, 0, c, d, e, PRESENT);
    }

    /// Six bytes, A to F.
    public static Obis of(byte[] six) {
        return new Obis(six[0] & 0xff, six[1] & 0xff, six[2] & 0xff, six[3] & 0xff, six[4] & 0xff, six[5] & 0xff);
    }

    /// Reads `1-0:1.8.0*255`, `1-0:1.8.0`, `1.8.0` or `1.8`; null for anything else, e.g. `C.1.0`.
    public static @Nullable Obis parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return null;
        }
        Obis code = new Obis(
                number(written.group(1), 1),
                number(written.group(2), 0),
                number(written.group(3), 0),
                number(written.group(4), 0),
                number(written.group(5), 0),
                number(written.group(6), PRESENT));
        boolean bytes =
                Math.max(Math.max(code.a, code.b), Math.max(code.c, code.d)) <= 255 && Math.max(code.e, code.f) <= 255;
        return bytes ? code : null;
    }

    private static int number(@Nullable String digits, int absent) {
        return digits == null ? absent : Integer.parseInt(digits);
    }

    /// True for a value of now, of the electricity of this connection. Other values of F are of earlier billing
    /// periods. Channel 1 (`1-1:`) is used like channel 0 by some makers.
    boolean isPresent() {
        return a == 1 && b <= 1 && f == PRESENT;
    }

    /// The code as the tables here have it: channel 0, value of now.
    Obis plain() {
        return of(c, d, e);
    }

    /// As people write it, without F where that is now.
    @Override
    public String toString() {
        return a + "-" + b + ":" + c + "." + d + "." + e + (f == PRESENT ? "" : "*" + f);
    }
}
