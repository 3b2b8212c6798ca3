package io.polymeter.config.yaml;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Replaces `${NAME}` by an environment variable; `$${` stands for `${` itself.
public final class Environment {

    private Environment() {}

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static String expand(String text, Function<String, @Nullable String> variables) {
        int at = text.indexOf("${");
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (at >= 0) {
            if (at > from && text.charAt(at - 1) == '$') {
                out.append(text, from, at - 1).append("${");
                from = at + 2;
            } else {
                int end = text.indexOf('}', at);
                if (end < 0) {
                    throw new InvalidValueException(
                            Message.of("without-use-for-literal", "'${' without '}'; use $${ for a literal ${"));
                }
                out.append(text, from, at).append(value(text.substring(at + 2, end), variables));
                from = end + 1;
            }
            at = text.indexOf("${", from);
        }
        return out.append(text, from, text.length()).toString();
    }

    private static String value(String name, Function<String, @Nullable String> variables) {
        boolean valid = !name.isEmpty() && name.chars().allMatch(VariableQuoting::isNamePart);
        if (!valid) {
            throw new InvalidValueException(
                    Message.of("what-stands-in-not", "what stands in ${…} is not the name of an environment variable"));
        }
        String value = variables.apply(name);
        if (value == null) {
            throw new InvalidValueException(
                    Message.of("environment-variable-not-set-2", "the environment variable {name} is not set", name));
        }
        Redaction.keep(value);
        return value;
    }
}
