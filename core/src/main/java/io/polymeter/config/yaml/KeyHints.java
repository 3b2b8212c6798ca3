package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Words for what a shape expects, and for keys it does not know.
final class KeyHints {

    private static final int FEW = 12;

    private KeyHints() {}

    /// What a person should write there.
    static Message message(Shape shape) {
        return switch (shape) {
            case Shape.Leaf leaf -> leaf.type().said();
            case Shape.Choice choice -> alternatives(choice);
            case Shape.Listing listing ->
                listing.takesScalar()
                        ? Message.of("one-or-list", "{what}, or a list of such", message(listing.element()))
                        : Message.of("list-of-each", "a list: each {what}", message(listing.element()));
            case Shape.Table table ->
                table.shorthand() == null
                        ? Message.of("a-mapping", "a mapping (name: value)")
                        : Message.of("one-or-mapping", "{what}, or a mapping (name: value)", message(table.value()));
            case Shape.Group group -> group(group);
            case Shape.Raw _ -> Message.of("a-value", "a value");
        };
    }

    /// That something of another form stands there.
    static Message unexpected(Shape shape, Node node, String path) {
        return Message.of("expected-plain", "expected {what}, found {found}", message(shape), kind(node, path));
    }

    /// That another word stands there.
    ///
    /// @param hint the end of the sentence
    static Message other(Shape shape, String text, Object hint) {
        return Message.of("expected-found", "expected {message}, found '{text}'{hint}", message(shape), text, hint);
    }

    /// That a variable holds something else, which may be a secret.
    static Message variable(Shape shape) {
        return Message.of(
                "expected-what-variable-stands",
                "expected {message}; what its variable stands for is none, and not shown",
                message(shape));
    }

    static Message noValue(Shape shape) {
        return Message.of("no-value-expected", "has no value; expected {message}", message(shape));
    }

    static Message missing(String key, Shape shape) {
        return Message.of("needs-key", "needs the key '{key}': {what}", key, message(shape));
    }

    /// @param number which element it is, from 1
    static Message tooMany(long max, int number) {
        return Message.of("at-most-possible-number", "at most {max} are possible, this is number {i}", max, number);
    }

    static Message emptyList(Shape.Listing listing) {
        return Message.of("list-empty-expected", "the list is empty; expected {message}", message(listing));
    }

    static Message noWord(Node key, String path) {
        return Message.of("key-must-word-found", "a key must be a word, found {kind}", kind(key, path));
    }

    static Message noName(String key, int longest) {
        return Message.of(
                "not-name-names-letters",
                "'{key}' is not a name; names have letters, digits, '-', '_' and '.', at most {name}",
                key,
                longest);
    }

    static Message entries(TypeDeclaration.Bounds size, int found) {
        return Message.of(
                "expected-entries-found",
                "expected {min} to {max} entries, found {entries}",
                size.min(),
                size.max(),
                found);
    }

    private static Message alternatives(Shape.Choice choice) {
        String[] words = choice.byWord().keySet().toArray(String[]::new);
        if (words.length == 1) {
            return Message.of("only-word", "'{word}'", words[0]);
        }
        String last = words[words.length - 1];
        String[] others = java.util.Arrays.copyOf(words, words.length - 1);
        return Message.of("one-of-words", "{names} or {last}", String.join(", ", others), last);
    }

    private static Message group(Shape.Group group) {
        Shape.Entry only = group.shorthand == null ? null : group.entries().get(group.shorthand);
        String keys = group.entries().keySet().stream()
                .limit(FEW)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        Message mapping = Message.of(
                "mapping-with-keys",
                "a mapping with the keys {names}",
                keys + (group.entries().size() > FEW ? ", …" : ""));
        return only == null
                ? mapping
                : Message.of("one-or-mapping-with", "{what}, or {mapping}", message(only.shape()), mapping);
    }

    /// The message for a key that is not declared.
    static Message unknown(Shape.Group group, String key) {
        if (key.equals("<<")) {
            return Message.of("merge-keys", "merge keys are not part of YAML 1.2; write the keys out");
        }
        for (Map.Entry<String, Shape.Entry> entry : group.entries().entrySet()) {
            if (entry.getValue().shape() instanceof Shape.Group inner
                    && inner.entries().containsKey(key)) {
                return Message.of("unknown-key-here", "unknown key here; it belongs under '{key}'", entry.getKey());
            }
        }
        return Suggestion.of(key, group.entries().keySet())
                .map(meant -> Message.of("unknown-key-hint", "unknown key; {meant}", meant))
                .orElse(Message.of(
                        "unknown-key",
                        "unknown key; known here are {names}",
                        String.join(", ", group.entries().keySet())));
    }

    /// What stands there instead, e.g. `a list`.
    static Message kind(Node node, String path) {
        return switch (node) {
            case SequenceNode _ -> Message.of("a-list", "a list");
            case MappingNode _ -> Message.of("a-mapping-key", "a mapping (key: value)");
            case ScalarNode _ when path.isEmpty() -> Message.of("a-text", "a text");
            case ScalarNode scalar -> Message.of("quoted", "'{text}'", shorten(scalar.getValue()));
            default -> Message.of("something-else", "something else");
        };
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
