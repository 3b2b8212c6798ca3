package io.polymeter.config;

import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A rated current.
///
/// @param amperes above 0, at most 100 000
@Scalar(words = "a current such as 63A", pattern = "[0-9]+(\\.[0-9]+)? ?(A|kA)?")
public record Current(double amperes) {

    /// A house connection's.
    public static final Current USUAL = new Current(63);

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?) ?(A|kA)?");

    public Current {
        if (!(amperes > 0 && amperes <= 100_000)) {
            throw new InvalidValueException(
                    Message.of("current-above-0-at", "a current is above 0 A and at most 100 kA"));
        }
    }

    /// Reads the text of a configuration, e.g. `63A`.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static Current parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException(
                    Message.of("expected-current-such-as", "expected a current such as 63A, found '{text}'", text));
        }
        return new Current(Double.parseDouble(matcher.group(1)) * ("kA".equals(matcher.group(2)) ? 1000 : 1));
    }
}
