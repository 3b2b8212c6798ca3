package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// One pass over one document. Goes on after every problem, and so finds them all.
final class Binding {

    /// Aliases can make a small file an exponentially large tree; no honest file comes near this.
    private static final int MAX_NODES = 200_000;

    private static final int DEEPEST = 64;
    private static final int LONGEST_NAME = 64;

    private final Problems problems;
    private final UnaryOperator<String> expand;
    private final Path directory;
    private int visited;
    private int depth;
    private boolean exhausted;

    Binding(Problems problems, UnaryOperator<String> expand, Path directory) {
        this.problems = problems;
        this.expand = expand;
        this.directory = directory;
    }

    @Nullable
    Object root(Shape shape, Node node) {
        problems.locate("", Position.START, Position.of(node));
        return value(shape, node, "");
    }

    @Nullable
    Object value(Shape shape, Node node, String path) {
        visited++;
        if (visited > MAX_NODES || depth > DEEPEST) {
            if (!exhausted) {
                problems.at(
                        Position.of(node),
                        path,
                        Message.of("aliases-file-expand-too", "the aliases of this file expand to too much data"));
            }
            exhausted = true;
            visited = MAX_NODES;
            return null;
        }
        if (!(shape instanceof Shape.Raw) && isNull(node)) {
            return wrong(node, path, KeyHints.noValue(shape));
        }
        depth++;
        try {
            return switch (shape.sort()) {
                case LEAF -> leaf((Shape.Leaf) shape, node, path);
                case CHOICE -> choice((Shape.Choice) shape, node, path);
                case LISTING -> listing((Shape.Listing) shape, node, path);
                case TABLE -> table((Shape.Table) shape, node, path);
                case GROUP -> group((Shape.Group) shape, node, path);
                case RAW -> ((Shape.Raw) shape).section() ? new Section(node, path) : node;
            };
        } finally {
            depth--;
        }
    }

    private @Nullable Object leaf(Shape.Leaf leaf, Node node, String path) {
        String text = text(node, path, leaf);
        if (text == null) {
            return null;
        }
        try {
            return leaf.type().reader().read(text, directory);
        } catch (IllegalArgumentException | ArithmeticException bad) {
            if (isVariable(node, text)) {
                return hidden(leaf, node, path);
            }
            return wrong(
                    node,
                    path,
                    bad.getMessage() != null
                            ? Message.of(bad)
                            : Message.of("expected", "expected {what}, found '{found}'", KeyHints.message(leaf), text));
        }
    }

    private @Nullable Object choice(Shape.Choice choice, Node node, String path) {
        String text = text(node, path, choice);
        if (text == null) {
            return null;
        }
        Object constant = choice.byWord().get(text);
        if (constant != null) {
            return constant;
        }
        if (isVariable(node, text)) {
            return hidden(choice, node, path);
        }
        Set<String> known = choice.byWord().keySet();
        Object hint = Suggestion.ending(text, known);
        return wrong(node, path, KeyHints.other(choice, text, hint));
    }

    private static boolean isVariable(Node node, String text) {
        return node instanceof ScalarNode scalar && !scalar.getValue().equals(text);
    }

    private @Nullable Object hidden(Shape shape, Node node, String path) {
        return wrong(node, path, KeyHints.variable(shape));
    }

    private @Nullable String text(Node node, String path, Shape shape) {
        if (!(node instanceof ScalarNode scalar)) {
            wrong(node, path, KeyHints.unexpected(shape, node, path));
            return null;
        }
        problems.text(path, scalar.getValue());
        try {
            return expand.apply(scalar.getValue());
        } catch (IllegalArgumentException bad) {
            int offset = Math.max(0, scalar.getValue().indexOf("${"));
            Position start = Position.of(node);
            boolean oneLine = scalar.getValue().indexOf('\n') < 0;
            int quote = scalar.isPlain() ? 0 : 1;
            Position at = oneLine ? new Position(start.line(), start.column() + quote + offset) : start;
            problems.at(at, path, Message.of(bad));
            return null;
        }
    }

    private @Nullable Object listing(Shape.Listing listing, Node node, String path) {
        List<Object> values = new ArrayList<>();
        if (node instanceof ScalarNode && listing.takesScalar()) {
            Object only = value(listing.element(), node, path);
            return only == null ? null : List.of(only);
        }
        if (!(node instanceof SequenceNode sequence)) {
            return wrong(node, path, KeyHints.unexpected(listing, node, path));
        }
        List<Node> elements = sequence.getValue();
        TypeDeclaration.Bounds size = listing.size();
        for (int i = 0; i < elements.size(); i++) {
            Node element = elements.get(i);
            String at = path + "[" + i + "]";
            problems.locate(at, Position.of(element), Position.of(element));
            if (size != null && i >= size.max()) {
                return wrong(element, at, KeyHints.tooMany(size.max(), i + 1));
            }
            Object value = value(listing.element(), element, at);
            if (value != null) {
                values.add(value);
            }
        }
        if (size != null && elements.size() < size.min()) {
            return wrong(node, path, KeyHints.emptyList(listing));
        }
        return Collections.unmodifiableList(values);
    }

    private @Nullable Object table(Shape.Table table, Node node, String path) {
        if (node instanceof ScalarNode && table.shorthand() != null) {
            Object only = value(table.value(), node, path);
            return only == null ? null : Map.of(table.shorthand(), only);
        }
        if (!(node instanceof MappingNode mapping)) {
            return wrong(node, path, KeyHints.unexpected(table, node, path));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Node> entries = entries(mapping, path);
        entries.forEach((key, child) -> {
            if (table.declared().containsKey(key)) {
                return;
            }
            String at = join(path, key);
            if (table.names() && !isName(key)) {
                problems.keyError(at, KeyHints.noName(key, LONGEST_NAME));
            }
            Object value = value(table.value(), child, at);
            if (value != null) {
                values.put(key, value);
            }
        });
        TypeDeclaration.Bounds size = table.size();
        if (size != null && (entries.size() < size.min() || entries.size() > size.max())) {
            return wrong(node, path, KeyHints.entries(size, entries.size()));
        }
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Object group(Shape.Group group, Node node, String path) {
        if (node instanceof MappingNode mapping) {
            Map<String, Node> nodes = entries(mapping, path);
            nodes.forEach((key, child) -> {
                if (!group.entries().containsKey(key)) {
                    problems.keyError(join(path, key), KeyHints.unknown(group, key));
                }
            });
            return build(group, nodes, path, node);
        }
        Shape.Entry entry = group.shorthand == null ? null : group.entries().get(group.shorthand);
        boolean fits = entry != null && (node instanceof ScalarNode || entry.shape() instanceof Shape.Listing);
        if (entry == null || !fits) {
            return wrong(node, path, KeyHints.unexpected(group, node, path));
        }
        return build(group, Map.of(entry.field().key(), node), path, node);
    }

    private @Nullable Object build(Shape.Group group, Map<String, Node> nodes, String path, Node node) {
        List<Shape.Field> fields = group.fields();
        @Nullable Object[] arguments = new @Nullable Object[fields.size()];
        boolean complete = true;
        boolean inline = !(node instanceof MappingNode);
        for (int i = 0; i < arguments.length; i++) {
            Shape.Field field = fields.get(i);
            arguments[i] = switch (field.kind()) {
                case POSITION -> Position.of(node);
                case ONE_OF -> oneOf(group, field, nodes, path);
                case KEY ->
                    keyed(shaped(group, field), nodes.get(field.key()), inline ? path : join(path, field.key()), path);
                case WITHIN -> within(field, nodes.get(field.beside()), join(path, field.beside()));
            };
            complete &= arguments[i] != null || field.nullable();
        }
        return complete ? construct(group, arguments, path, node) : null;
    }

    /// A field whose mapping holds keys of other components knows them.
    private static Shape.Field shaped(Shape.Group group, Shape.Field field) {
        Shape.Entry entry = group.entries().get(field.key());
        return entry != null
                        && entry.shape() instanceof Shape.Table table
                        && !table.declared().isEmpty()
                ? new Shape.Field(field.key(), field.kind(), table, field.doc(), field.nullable(), field.beside())
                : field;
    }

    private @Nullable Object within(Shape.Field field, @Nullable Node outer, String path) {
        Node node = null;
        if (outer instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(field.key())) {
                    node = tuple.getValueNode();
                }
            }
        }
        return keyed(field, node, join(path, field.key()), path);
    }

    private @Nullable Object keyed(Shape.Field field, @Nullable Node node, String path, String parent) {
        if (node != null) {
            Object value = value(field.shape(), node, path);
            return value != null ? value : absent(field);
        }
        if (!field.optional()) {
            problems.keyError(parent, KeyHints.missing(field.key(), field.shape()));
        }
        return absent(field);
    }

    private @Nullable Object oneOf(Shape.Group group, Shape.Field field, Map<String, Node> nodes, String path) {
        Object found = null;
        String first = null;
        List<String> words = group.entries().entrySet().stream()
                .filter(e -> e.getValue().field() == field)
                .map(Map.Entry::getKey)
                .toList();
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            if (!words.contains(entry.getKey())) {
                continue;
            }
            String at = join(path, entry.getKey());
            if (first != null) {
                problems.keyError(
                        at,
                        Message.of(
                                "cannot-combined-exactly-one",
                                "cannot be combined with '{first}'; exactly one {key} is possible",
                                first,
                                field.key()));
            }
            Shape.Entry declared = group.entries().get(entry.getKey());
            Object value = declared == null ? null : value(declared.shape(), entry.getValue(), at);
            found = first == null ? value : found;
            first = first == null ? entry.getKey() : first;
        }
        boolean excused = field.nullable() && (field.beside().isEmpty() || nodes.containsKey(field.beside()));
        if (first == null && !excused) {
            problems.keyError(
                    path,
                    Message.of(
                            "needs-one-keys",
                            "needs a {key}, one of the keys {names}",
                            field.key(),
                            String.join(", ", words)));
        }
        return found;
    }

    /// What an absent key means; after an error, what lets the checks go on.
    private @Nullable Object absent(Shape.Field field) {
        TypeDeclaration.KeyDoc doc = field.doc();
        if (doc != null && !doc.fallback().isEmpty()) {
            return switch (field.shape().sort()) {
                case LEAF -> ((Shape.Leaf) field.shape()).type().reader().read(doc.fallback(), directory);
                case CHOICE -> ((Shape.Choice) field.shape()).byWord().get(doc.fallback());
                case LISTING, TABLE, GROUP, RAW ->
                    throw new IllegalStateException(field.key() + " cannot have a fallback");
            };
        }
        if (field.nullable()) {
            return null;
        }
        return switch (field.shape().sort()) {
            case LISTING -> List.of();
            case TABLE -> Map.of();
            case GROUP -> ((Shape.Group) field.shape()).optional() ? defaults((Shape.Group) field.shape()) : null;
            case LEAF, CHOICE, RAW -> null;
        };
    }

    private @Nullable Object defaults(Shape.Group group) {
        @Nullable Object[] arguments = group.fields().stream().map(this::absent).toArray();
        return construct(group, arguments, "", null);
    }

    private @Nullable Object construct(
            Shape.Group group, @Nullable Object[] arguments, String path, @Nullable Node node) {
        try {
            return group.constructor.newInstance(arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof IllegalArgumentException said && node != null) {
                return wrong(node, path, Message.of(said));
            }
            throw new IllegalStateException(group.type + " failed", thrown);
        } catch (InstantiationException | IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Map<String, Node> entries(MappingNode mapping, String path) {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Position at = Position.of(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.at(at, path, KeyHints.noWord(tuple.getKeyNode(), path));
                continue;
            }
            String name = key.getValue();
            if (entries.putIfAbsent(name, tuple.getValueNode()) != null) {
                problems.at(at, join(path, name), Message.of("duplicate-key", "duplicate key"));
            }
            problems.locate(join(path, name), at, Position.of(tuple.getValueNode()));
        }
        return entries;
    }

    private @Nullable Object wrong(Node node, String path, Message message) {
        if (node instanceof ScalarNode scalar) {
            problems.text(path, scalar.getValue());
        }
        problems.at(Position.of(node), path, message);
        return null;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static boolean isName(String key) {
        return !key.isEmpty()
                && key.length() <= LONGEST_NAME
                && key.chars().allMatch(c -> c == '-' || c == '_' || c == '.' || Character.isLetterOrDigit(c));
    }

    private static boolean isNull(Node node) {
        if (!(node instanceof ScalarNode scalar) || scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return false;
        }
        String text = scalar.getValue();
        return text.isEmpty() || text.equals("~") || text.equals("null");
    }
}
