package io.polymeter.config.kind;

import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.util.regex.Pattern;

/// One summand of a virtual meter: a meter's name, with `-` before it where it is subtracted.
@Scalar(words = "a meter's name, or -name to subtract it", pattern = "-?[A-Za-z0-9_.-]+")
public record Term(String meter, boolean negative) {

    /// A sign belongs to the term.
    private static final Pattern NAME = Pattern.compile("(?U)[\\w.][\\w.-]*");

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static Term parse(String text) {
        boolean negative = text.startsWith("-");
        String name = negative ? text.substring(1).strip() : text;
        if (name.isEmpty()) {
            throw new InvalidValueException(Message.of("meter-name-missing", "a meter's name is missing"));
        }
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(Message.of("not-a-meter-name", "'{name}' is not a meter's name", name));
        }
        return new Term(name, negative);
    }

    /// 1 or -1.
    public int sign() {
        return negative ? -1 : 1;
    }

    @Override
    public String toString() {
        return (negative ? "-" : "") + meter;
    }
}
