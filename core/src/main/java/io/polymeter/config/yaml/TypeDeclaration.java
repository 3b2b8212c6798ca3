package io.polymeter.config.yaml;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the annotations of one type say.
///
/// @param doc of a record that is selected by a key, that key
/// @param shorthand the component that a scalar stands for
/// @param words of an enum, the word of each constant that has one of its own
/// @param components of a record, in order
record TypeDeclaration(
        @Nullable KeyDoc doc,
        @Nullable String shorthand,
        @Nullable ScalarText scalar,
        Map<String, String> words,
        List<Component> components) {

    /// The values of a [Key].
    record KeyDoc(String doc, String fallback, String absent, String example) {}

    /// The values of a [Scalar].
    record ScalarText(String words, String pattern) {}

    /// The values of a [ValueRange].
    record Bounds(long min, long max) {}

    /// The values of a [OneOf].
    record Choice(String name, String unless) {}

    /// What the annotations of one record component say.
    ///
    /// @param name its name in Java
    /// @param word its key, where that is not its name in kebab-case
    record Component(
            String name,
            @Nullable KeyDoc doc,
            @Nullable String word,
            boolean nullable,
            @Nullable Choice oneOf,
            @Nullable String within,
            @Nullable Bounds range,
            List<String> schemes,
            @Nullable String shorthand,
            boolean names) {

        String key() {
            return word != null ? word : Shapes.kebab(name);
        }
    }
}
