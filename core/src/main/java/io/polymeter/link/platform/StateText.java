package io.polymeter.link.platform;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A number with or without a unit, as platforms write it: `230.1 V`, `1.2E3 W`, `50`.
///
/// @param unit empty where none is written
record StateText(double number, String unit) {

    /// The decimal sign is the point. Whatever else could be a number to a person (`1,5`, `1 234.5`, `1.234,5`)
    /// means different things in different countries: it is none.
    private static final Pattern NUMBER =
            Pattern.compile("([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?:[ \\u00a0]*(\\D.*))?");

    /// Null where it is no number.
    static @Nullable StateText parse(String text) {
        Matcher matcher = NUMBER.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        double number = Double.parseDouble(matcher.group(1));
        String unit = matcher.group(2);
        return Double.isFinite(number) ? new StateText(number, unit == null ? "" : unit) : null;
    }
}
