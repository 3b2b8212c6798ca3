package io.polymeter.config.yaml;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.time.Duration;

/// Durations as they are written: a whole number and a unit; a year is 365 days.
public final class Durations {

    static final String WORDS = "a duration such as 200ms, 2s, 5m, 12h, 7d or 20y";
    static final String PATTERN = "[0-9]+(ms|s|m|h|d|w|y)";

    private Durations() {}

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        long unit = millis(text.substring(digits));
        if (digits == 0 || digits > 9 || unit == 0) {
            Object hint = digits == text.length() && digits > 0
                    ? Message.of("unit-missing", "; the unit is missing, e.g. {text}s", text)
                    : "";
            throw new InvalidValueException(Message.of(
                    "expected-found", "expected {message}, found '{text}'{hint}", Message.phrase(WORDS), text, hint));
        }
        Duration duration = Duration.ofMillis(Math.multiplyExact(Long.parseLong(text, 0, digits, 10), unit));
        if (duration.compareTo(Duration.ofDays(365 * 1000)) > 0) {
            throw new InvalidValueException(
                    Message.of("longer-than-1000-years", "'{text}' is longer than 1000 years", text));
        }
        return duration;
    }

    /// The shortest way to write it, e.g. `90s`, `2m`.
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : new String[] {"y", "d", "h", "m", "s"}) {
            if (millis != 0 && millis % millis(unit) == 0) {
                return millis / millis(unit) + unit;
            }
        }
        return millis == 0 ? "0s" : millis + "ms";
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1L;
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            case "d" -> 86_400_000L;
            case "w" -> 7 * 86_400_000L;
            case "y" -> 365 * 86_400_000L;
            default -> 0L;
        };
    }
}
