package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/// How one Java type is written as a scalar.
///
/// @param said what is expected, in words
/// @param schema the JSON Schema of a well-formed value
/// @param reader throws [IllegalArgumentException] with a message for a person
record ScalarType<T>(Message said, Map<String, Object> schema, Reader<T> reader) {

    /// Makes a value of a scalar's text.
    @FunctionalInterface
    public interface Reader<T> {

        /// Makes the value.
        ///
        /// @param directory the directory that relative paths count from
        T read(String text, Path directory);
    }

    /// A type of which the schema says only that it is text.
    public static <T> ScalarType<T> text(Message said, Function<String, T> parse) {
        return new ScalarType<>(said, Map.of("type", "string"), (text, _) -> parse.apply(text));
    }

    static <T> ScalarType<T> pattern(Message said, String pattern, Function<String, T> parse) {
        if (pattern.isEmpty()) {
            return text(said, parse);
        }
        Map<String, Object> schema = Map.of("type", "string", "pattern", "^(?:" + pattern + ")$");
        return new ScalarType<>(said, schema, (text, _) -> parse.apply(text));
    }
}
