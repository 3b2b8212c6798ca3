package io.polymeter.link.platform;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A number with or without a unit, as platforms and devices write it: `230.1 V`, `1.2E3 W`, `1.234,5 kWh`, `50`.
///
/// @param unit empty where none is written
record StateText(double number, String unit) {

    private static final String BLANK = "[ \\t\\u00a0\\u2007\\u2009\\u202f]";

    /// Digits with whatever separates them, and the unit.
    private static final Pattern TEXT = Pattern.compile("([+\\u2212-]?)(?<digits>[0-9.,'\\u2019]*(?:" + BLANK
            + "[0-9]{3}(?![0-9])[0-9.,]*)*)(?<exponent>[eE][+-]?[0-9]{1,4})?(?:" + BLANK + "*(?<unit>[^0-9\\s.,].*)?)");

    private static final Pattern PLAIN = Pattern.compile("[0-9]+\\.?[0-9]*|\\.[0-9]+");
    private static final Pattern COMMA = Pattern.compile("[0-9]+,[0-9]*|,[0-9]+");
    /// Groups of three, each behind the same sign; then another sign and the decimals.
    private static final Pattern GROUPED = Pattern.compile(
            "[0-9]{1,3}(?:([.,'\\u2019 ])[0-9]{3})(?:\\1[0-9]{3})*" + "(?:(?!\\1)([.,])(?<decimals>[0-9]*))?");

    /// Null where it is no number, or one that means different things in different countries: `1,234`.
    static @Nullable StateText parse(String text) {
        Matcher matcher = TEXT.matcher(trim(text));
        if (!matcher.matches()) {
            return null;
        }
        String digits = plain(matcher.group("digits").replaceAll(BLANK, " "));
        if (digits == null) {
            return null;
        }
        String exponent = matcher.group("exponent");
        String unit = matcher.group("unit");
        double number = Double.parseDouble(digits + (exponent == null ? "" : exponent));
        boolean negative = matcher.group(1).equals("-") || matcher.group(1).equals("\u2212");
        return Double.isFinite(number)
                ? new StateText(negative ? -number : number, unit == null ? "" : trim(unit))
                : null;
    }

    /// True for digits of which nobody knows whether a comma separates decimals or thousands.
    static boolean isAmbiguous(String text) {
        return trim(text).matches("[+-]?[1-9][0-9]{0,2},[0-9]{3}(?:[^0-9.,].*)?");
    }

    /// The digits with a decimal point and nothing else; null where they are no number.
    private static @Nullable String plain(String digits) {
        if (PLAIN.matcher(digits).matches()) {
            return digits;
        }
        if (COMMA.matcher(digits).matches() && !isAmbiguous(digits)) {
            return digits.replace(',', '.');
        }
        Matcher grouped = GROUPED.matcher(digits);
        if (!grouped.matches() || isAmbiguous(digits) || digits.startsWith("0")) {
            return null;
        }
        String decimals = grouped.group("decimals");
        int whole = decimals == null ? digits.length() : digits.length() - decimals.length() - 1;
        return digits.substring(0, whole).replaceAll("[^0-9]", "") + "." + (decimals == null ? "0" : decimals + "0");
    }

    /// Without blanks around it, also those that do not break.
    static String trim(String text) {
        return text.replaceAll("^(?:" + BLANK + "|\\s)+|(?:" + BLANK + "|\\s)+$", "");
    }
}
