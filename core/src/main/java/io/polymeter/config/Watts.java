package io.polymeter.config;

import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A power of either sign.
@Scalar(words = "a power such as 30W", pattern = "-?[0-9]+(\\.[0-9]+)? ?W?")
public record Watts(double value) {

    private static final Pattern TEXT = Pattern.compile("(-?[0-9]{1,6}(?:\\.[0-9]{1,3})?) ?W?");

    /// Reads the text of a configuration, e.g. `30W`.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static Watts parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException(
                    Message.of("expected-power-such-as", "expected a power such as 30W, found '{text}'", text));
        }
        return new Watts(Double.parseDouble(matcher.group(1)));
    }
}
