package io.polymeter.config.yaml;

import io.polymeter.json.JsonValue;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Sets and removes single entries of a YAML file. Every other character stays what it is: comments, order, quotes and
/// line ends. Not for several threads.
public final class FileEdit {

    private static final String MARK = "\uFEFF";

    private final List<String> order;
    private final String mark;
    private final String end;
    private String text;

    private FileEdit(String text, List<String> order) {
        this.mark = text.startsWith(MARK) ? MARK : "";
        this.text = text.substring(mark.length());
        this.end = text.contains("\r\n") ? "\r\n" : "\n";
        this.order = List.copyOf(order);
    }

    /// Edits the text of a file.
    ///
    /// @param order in which new keys of the document are put among the others
    public static FileEdit of(byte[] file, List<String> order) {
        return new FileEdit(new String(file, StandardCharsets.UTF_8), order);
    }

    /// The file as it is now.
    public byte[] bytes() {
        return (mark + text).getBytes(StandardCharsets.UTF_8);
    }

    /// The text of a scalar as it is written; null where there is none at this place.
    public @Nullable String scalar(List<String> path) {
        Node node = root();
        for (String key : path) {
            NodeTuple entry = node instanceof MappingNode mapping ? find(mapping, key) : null;
            if (entry == null) {
                return null;
            }
            node = entry.getValueNode();
        }
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /// Sets an entry; what it is in is made where it is missing.
    ///
    /// @param path the keys that lead to it, its own last
    /// @throws IllegalArgumentException with words for a person, where the file has something else there
    public void put(List<String> path, JsonValue value) {
        Node root = root();
        if (root == null) {
            append(text.length(), YamlText.entry(path.subList(0, 1), below(path, 1, value), 0));
            return;
        }
        MappingNode within = mapping(root, List.of());
        for (int i = 0; i < path.size(); i++) {
            List<String> here = path.subList(0, i + 1);
            NodeTuple entry = find(within, path.get(i));
            if (entry == null) {
                insert(within, here, below(path, i + 1, value));
                return;
            }
            if (i == path.size() - 1 || isEmpty(entry.getValueNode())) {
                replace(within, entry, here, below(path, i + 1, value));
                return;
            }
            refuseAlias(entry, here);
            within = mapping(entry.getValueNode(), here);
        }
    }

    /// Removes an entry; a section that is empty then is `{}`.
    ///
    /// @return false where there is none
    /// @throws IllegalArgumentException as [#put]
    public boolean remove(List<String> path) {
        Node root = root();
        if (root == null) {
            return false;
        }
        MappingNode within = mapping(root, List.of());
        @Nullable NodeTuple holder = null;
        for (int i = 0; i < path.size(); i++) {
            NodeTuple entry = find(within, path.get(i));
            if (entry == null) {
                return false;
            }
            refuseAlias(entry, path.subList(0, i + 1));
            if (i < path.size() - 1) {
                holder = entry;
                within = mapping(entry.getValueNode(), path.subList(0, i + 1));
            } else if (within.getValue().size() == 1 && holder != null) {
                splice(colon(holder) + 1, lastIndex(holder), " {}");
            } else if (isFlow(within)) {
                unflow(within, entry);
            } else {
                int from = lineStart(start(entry.getKeyNode()));
                splice(from, lineEnd(lastIndex(entry)), "");
            }
        }
        return true;
    }

    private void insert(MappingNode within, List<String> path, JsonValue value) {
        if (isFlow(within)) {
            if (path.size() == 2 && YamlText.NAMED.contains(path.getFirst())) {
                unfold(within, path.getFirst());
                put(path, value);
            } else {
                int brace = end(within) - 1;
                String lead = text.substring(0, brace).stripTrailing().endsWith(",") ? " " : ", ";
                int at = text.substring(0, brace).stripTrailing().length();
                splice(at, brace, lead + YamlText.scalar(path.getLast()) + ": " + YamlText.flow(value) + " ");
            }
            return;
        }
        int indent = column(start(within.getValue().getFirst().getKeyNode()));
        List<String> lines = YamlText.entry(path, value, indent);
        int before = path.size() == 1 ? before(within, path.getFirst()) : -1;
        if (before >= 0) {
            List<String> spaced = new ArrayList<>(lines);
            spaced.add("");
            append(before, spaced);
            return;
        }
        int at = lineEnd(lastIndex(within.getValue().getLast()));
        if (path.size() == 1) {
            List<String> spaced = new ArrayList<>(lines);
            spaced.addFirst("");
            append(at, spaced);
        } else {
            append(at, lines);
        }
    }

    /// Where a new key of the document goes: above the first that comes later in the usual order, and above what is
    /// said of that one; -1: at the end.
    private int before(MappingNode root, String key) {
        int rank = order.indexOf(key);
        for (NodeTuple entry : root.getValue()) {
            if (rank >= 0 && entry.getKeyNode() instanceof ScalarNode name && order.indexOf(name.getValue()) > rank) {
                int at = lineStart(start(entry.getKeyNode()));
                while (at > 0 && text.startsWith("#", lineStart(at - 1))) {
                    at = lineStart(at - 1);
                }
                // What stands at the top of a file is said of all of it.
                return at == 0 ? lineStart(start(entry.getKeyNode())) : at;
            }
        }
        return -1;
    }

    private void replace(MappingNode within, NodeTuple entry, List<String> path, JsonValue value) {
        refuseAlias(entry, path);
        int colon = colon(entry);
        int last = lastIndex(entry);
        int column = column(start(entry.getKeyNode()));
        if (isFlow(within)) {
            splice(colon + 1, last, " " + YamlText.flow(value));
            return;
        }
        List<String> lines = YamlText.entry(path, value, column);
        String first = lines.getFirst();
        splice(colon + 1, last, lines.size() > 1 ? "" : first.substring(first.indexOf(": ") + 1));
        if (lines.size() > 1) {
            append(lineEnd(colon), lines.subList(1, lines.size()));
        }
    }

    /// Writes the entries of a section on lines of their own.
    private void unfold(MappingNode section, String key) {
        List<String> lines = new ArrayList<>();
        section.getValue().forEach(entry -> lines.add("  " + slice(entry)));
        int from = start(section);
        int to = end(section);
        int bare = text.substring(0, from).stripTrailing().length();
        splice(bare, to, "");
        int colon = text.indexOf(':', start(entry(key).getKeyNode()));
        append(lineEnd(colon), lines);
    }

    private NodeTuple entry(String key) {
        Node root = root();
        NodeTuple found = root instanceof MappingNode mapping ? find(mapping, key) : null;
        if (found == null) {
            throw new InvalidValueException(
                    Message.of("key-cannot-found-again", "the key '{key}' cannot be found again", key));
        }
        return found;
    }

    private void unflow(MappingNode within, NodeTuple gone) {
        List<String> rest = within.getValue().stream()
                .filter(entry -> entry != gone)
                .map(this::slice)
                .toList();
        splice(start(within), end(within), "{ " + String.join(", ", rest) + " }");
    }

    private String slice(NodeTuple entry) {
        return text.substring(start(entry.getKeyNode()), lastIndex(entry));
    }

    private @Nullable Node root() {
        Problems problems = new Problems("the file");
        Node root = Document.parse(text.getBytes(StandardCharsets.UTF_8), problems);
        if (root == null && !text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
            throw new InvalidValueException(
                    problems.sorted().isEmpty()
                            ? Message.of("file-not-yaml", "the file is not YAML")
                            : place(problems.sorted().getFirst()));
        }
        return root;
    }

    private static Message place(Problem problem) {
        return Message.of(
                "file-place", "the file:{line}:{column}: {why}", problem.line(), problem.column(), problem.said());
    }

    private static JsonValue below(List<String> path, int from, JsonValue value) {
        JsonValue whole = value;
        for (int i = path.size() - 1; i >= from; i--) {
            Map<String, JsonValue> one = new LinkedHashMap<>();
            one.put(path.get(i), whole);
            whole = new JsonValue.ObjectValue(one);
        }
        return whole;
    }

    private static MappingNode mapping(Node node, List<String> path) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        String what = path.isEmpty() ? "the file" : "'" + String.join(".", path) + "'";
        throw new InvalidValueException(Message.of(
                "holds-no-keys-so", "{what} holds no keys, so nothing can be added to it; edit it as text", what));
    }

    private static @Nullable NodeTuple find(MappingNode mapping, String key) {
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
                return entry;
            }
        }
        return null;
    }

    private static boolean isEmpty(Node node) {
        return node instanceof CollectionNode<?> collection
                        && collection.getValue().isEmpty()
                || node instanceof ScalarNode scalar
                        && scalar.isPlain()
                        && (scalar.getValue().isEmpty()
                                || scalar.getValue().equals("~")
                                || scalar.getValue().equals("null"));
    }

    private static boolean isFlow(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.FLOW;
    }

    private void refuseAlias(NodeTuple entry, List<String> path) {
        if (!isEmpty(entry.getValueNode()) && start(entry.getValueNode()) < end(entry.getKeyNode())) {
            throw new InvalidValueException(Message.of(
                    "alias-another-place-edit",
                    "'{names}' is an alias of another place; edit it as text",
                    String.join(".", path)));
        }
    }

    /// Behind the last character of an entry that is not white space or a comment.
    private int lastIndex(NodeTuple entry) {
        return Math.max(colon(entry) + 1, lastIndex(entry.getValueNode()));
    }

    private int lastIndex(Node node) {
        if (node instanceof CollectionNode<?> collection && !isFlow(collection)) {
            int last = start(node);
            if (node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
                last = lastIndex(mapping.getValue().getLast());
            } else if (node instanceof SequenceNode list && !list.getValue().isEmpty()) {
                last = Math.max(last, lastIndex(list.getValue().getLast()));
            }
            return last;
        }
        int last = end(node);
        while (last > 0 && Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        return last;
    }

    private int colon(NodeTuple entry) {
        return text.indexOf(':', end(entry.getKeyNode()));
    }

    private int start(Node node) {
        return index(node.getStartMark().orElseThrow());
    }

    private int end(Node node) {
        return index(node.getEndMark().orElseThrow());
    }

    /// Marks count code points.
    private int index(Mark place) {
        return text.offsetByCodePoints(0, place.getIndex());
    }

    private int lineStart(int index) {
        return text.lastIndexOf('\n', index - 1) + 1;
    }

    /// Behind the line end.
    private int lineEnd(int index) {
        int feed = text.indexOf('\n', index);
        return feed < 0 ? text.length() : feed + 1;
    }

    private int column(int index) {
        return index - lineStart(index);
    }

    private void append(int at, List<String> lines) {
        boolean open = at > 0 && text.charAt(at - 1) != '\n';
        splice(at, at, (open ? end : "") + String.join(end, lines) + end);
    }

    private void splice(int from, int to, String with) {
        text = text.substring(0, from) + with + text.substring(to);
    }
}
