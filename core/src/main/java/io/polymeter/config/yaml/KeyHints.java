package io.polymeter.config.yaml;

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
    static String message(Shape shape) {
        return switch (shape) {
            case Shape.Leaf leaf -> leaf.type().words();
            case Shape.Choice choice -> alternatives(choice);
            case Shape.Listing listing ->
                (listing.takesScalar() ? "" : "a list: each ")
                        + message(listing.element())
                        + (listing.takesScalar() ? ", or a list of such" : "");
            case Shape.Table table ->
                table.shorthand() == null
                        ? "a mapping (name: value)"
                        : message(table.value()) + ", or a mapping (name: value)";
            case Shape.Group group -> group(group);
            case Shape.Raw _ -> "a value";
        };
    }

    private static String alternatives(Shape.Choice choice) {
        String[] words = choice.byWord().keySet().toArray(String[]::new);
        if (words.length == 1) {
            return "'" + words[0] + "'";
        }
        String last = words[words.length - 1];
        String[] others = java.util.Arrays.copyOf(words, words.length - 1);
        return String.join(", ", others) + " or " + last;
    }

    private static String group(Shape.Group group) {
        Shape.Entry only = group.shorthand == null ? null : group.entries().get(group.shorthand);
        String keys = group.entries().keySet().stream()
                .limit(FEW)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        String mapping = "a mapping with the keys " + keys + (group.entries().size() > FEW ? ", …" : "");
        return only == null ? mapping : message(only.shape()) + ", or " + mapping;
    }

    /// The message for a key that is not declared.
    static String unknown(Shape.Group group, String key) {
        if (key.equals("<<")) {
            return "merge keys are not part of YAML 1.2; write the keys out";
        }
        for (Map.Entry<String, Shape.Entry> entry : group.entries().entrySet()) {
            if (entry.getValue().shape() instanceof Shape.Group inner
                    && inner.entries().containsKey(key)) {
                return "unknown key here; it belongs under '" + entry.getKey() + "'";
            }
        }
        return "unknown key; "
                + Suggestion.of(key, group.entries().keySet())
                        .orElse("known here are "
                                + String.join(", ", group.entries().keySet()));
    }

    /// What stands there instead, e.g. `a list`.
    static String kind(Node node, String path) {
        return switch (node) {
            case SequenceNode _ -> "a list";
            case MappingNode _ -> "a mapping (key: value)";
            case ScalarNode _ when path.isEmpty() -> "a text";
            case ScalarNode scalar -> "'" + shorten(scalar.getValue()) + "'";
            default -> "something else";
        };
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
