package io.polymeter.config;

import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.util.Locale;

/// A size as it is written: a whole number and `kB`, `MB` or `GB`.
///
/// @param bytes above 0
@Scalar(words = "a size such as 500kB, 64MB or 2GB", pattern = "[0-9]+(kB|KB|MB|GB)")
public record ByteSize(long bytes) {

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static ByteSize parse(String text) {
        String unit = text.length() < 3 ? "" : text.substring(text.length() - 2).toUpperCase(Locale.ROOT);
        long factor = switch (unit) {
            case "KB" -> 1_000L;
            case "MB" -> 1_000_000L;
            case "GB" -> 1_000_000_000L;
            default -> 0L;
        };
        String digits = factor == 0 ? "" : text.substring(0, text.length() - 2);
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new InvalidValueException(Message.of(
                    "expected-size-such-as", "expected a size such as 500kB, 64MB or 2GB, found '{text}'", text));
        }
        return new ByteSize(Long.parseLong(digits) * factor);
    }

    @Override
    public String toString() {
        return bytes % 1_000_000_000L == 0
                ? bytes / 1_000_000_000L + "GB"
                : bytes % 1_000_000L == 0 ? bytes / 1_000_000L + "MB" : bytes / 1_000L + "kB";
    }
}
