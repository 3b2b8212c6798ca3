package io.polymeter.config.yaml;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a node of the file may look like; derived once from a Java type, read by binder, schema and reference.
sealed interface Shape {

    /// One scalar.
    record Leaf(ScalarType<?> type) implements Shape {}

    /// One of some words.
    record Choice(Map<String, Object> byWord) implements Shape {}

    /// A list; where its elements are scalars, one scalar counts as a list of one.
    record Listing(Shape element, TypeDeclaration.@Nullable Bounds size) implements Shape {

        boolean takesScalar() {
            return element instanceof Leaf || element instanceof Choice;
        }
    }

    /// A mapping with keys of the user's choice.
    ///
    /// @param declared keys in it that are components of their own
    record Table(
            Shape value,
            @Nullable String shorthand,
            boolean names,
            TypeDeclaration.@Nullable Bounds size,
            Map<String, Entry> declared)
            implements Shape {

        Table(Shape value, @Nullable String shorthand, boolean names, TypeDeclaration.@Nullable Bounds size) {
            this(value, shorthand, names, size, Map.of());
        }
    }

    /// A node as it is, for a later layer to read.
    ///
    /// @param section true where that layer gets a [Section]
    record Raw(boolean section) implements Shape {}

    /// A mapping with declared keys: a record.
    final class Group implements Shape {
        final Class<?> type;
        final Constructor<?> constructor;
        final @Nullable String shorthand;
        private List<Field> fields = List.of();
        private Map<String, Entry> entries = Map.of();

        Group(Class<?> type, Constructor<?> constructor, @Nullable String shorthand) {
            this.type = type;
            this.constructor = constructor;
            this.shorthand = shorthand;
        }

        /// Completes the group; apart from construction, since a record may contain itself.
        void complete(List<Field> declared, Map<String, Entry> keys) {
            fields = declared;
            entries = keys;
        }

        List<Field> fields() {
            return fields;
        }

        /// Every accepted key, in order.
        Map<String, Entry> entries() {
            return entries;
        }

        /// Whether everything may be absent, so that the group itself may be.
        boolean optional() {
            return fields.stream().allMatch(Field::optional);
        }
    }

    /// What a key leads to: a field, and the shape of its value, which differs by key for the keys of a choice. A
    /// kind that no configuration uses is never derived.
    record Entry(Field field, Supplier<Shape> derived, Supplier<TypeDeclaration.@Nullable KeyDoc> documented) {

        Shape shape() {
            return derived.get();
        }

        TypeDeclaration.@Nullable KeyDoc doc() {
            return documented.get();
        }
    }

    /// One record component.
    ///
    /// @param key the key, or for a choice between keys the word that names the choice
    /// @param beside of a nullable choice the key beside which it may be absent, empty: it may not; of a key
    ///     within
    ///     another mapping that mapping's key
    record Field(
            String key, Kind kind, Shape shape, TypeDeclaration.@Nullable KeyDoc doc, boolean nullable, String beside) {

        Field(String key, Kind kind, Shape shape, TypeDeclaration.@Nullable KeyDoc doc, boolean nullable) {
            this(key, kind, shape, doc, nullable, "");
        }

        enum Kind {
            /// Bound from the value of its key.
            KEY,
            /// Bound from the one key present among several.
            ONE_OF,
            /// Bound from the value of its key within another mapping.
            WITHIN,
            /// The position of the record.
            POSITION
        }

        /// Whether the key may be absent.
        boolean optional() {
            return nullable
                    || kind == Kind.POSITION
                    || (doc != null && !doc.fallback().isEmpty())
                    || switch (shape) {
                        case Listing listing ->
                            listing.size() == null || listing.size().min() == 0 || hasAbsence();
                        case Table table -> table.size() == null || table.size().min() == 0 || hasAbsence();
                        case Group group -> kind == Kind.KEY && group.optional();
                        case Leaf _, Choice _, Raw _ -> false;
                    };
        }

        private boolean hasAbsence() {
            return doc != null && !doc.absent().isEmpty();
        }
    }
}
