package io.polymeter.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads the part of YAML that profiles and nearly all configurations are written in: block mappings and sequences,
/// `{ … }` and `[ … ]` on one line, scalars on one line, comments; ASCII alone. It gives the nodes that the library
/// gives, with the same marks. Whatever else a text holds, and every mistake, it leaves to the library.
///
/// It is here for the start (`docs/decisions/0010-serve-first.md`): before anything is compiled, the library takes most
/// of the time to read a profile, which is most of what there is to do before the first reply.
final class PlainYaml {

    private static final int DEEPEST = 30;
    private static final int LONGEST_KEY = 100;
    /// What a plain scalar may not begin with, aside from a minus before a digit.
    private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@`";
    private static final int[] NO_SNIPPET = {0};

    private final String text;
    private final String label;
    private int at;
    private int line;
    private int lineStart;
    private int depth;

    /// The text is not as plain as that.
    private static final class Beyond extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Beyond() {
            super("beyond plain YAML", null, false, false);
        }
    }

    private PlainYaml(String text, String label) {
        this.text = text;
        this.label = label;
    }

    /// Reads a text; null where only the library can tell what it is.
    ///
    /// @param label the name of the file
    static @Nullable Node read(String text, String label) {
        try {
            return new PlainYaml(text, label).document();
        } catch (Beyond _) {
            return null;
        }
    }

    /// Whether these bytes are characters that are looked at here at all.
    static boolean isPlain(byte[] bytes) {
        for (byte b : bytes) {
            if (b < ' ' && b != '\n' || b == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private Node document() {
        nextContent();
        check(at < text.length() && text.indexOf("${") < 0);
        Node root = block(at - lineStart);
        check(at == text.length());
        return root;
    }

    private Node block(int indent) {
        check(++depth < DEEPEST);
        Node node = isEntry() ? sequence(indent) : mapping(indent);
        depth--;
        return node;
    }

    private Node mapping(int indent) {
        Mark start = mark();
        List<NodeTuple> entries = new ArrayList<>();
        do {
            Node key = key();
            entries.add(new NodeTuple(key, value(indent)));
        } while (more(indent) && !isEntry());
        return new MappingNode(Tag.MAP, true, entries, FlowStyle.BLOCK, Optional.of(start), Optional.of(mark()));
    }

    private Node sequence(int indent) {
        Mark start = mark();
        List<Node> elements = new ArrayList<>();
        do {
            at++;
            skipSpaces();
            boolean compact = isKey();
            elements.add(compact ? block(at - lineStart) : value(indent));
        } while (more(indent) && isEntry());
        return new SequenceNode(Tag.SEQ, true, elements, FlowStyle.BLOCK, Optional.of(start), Optional.of(mark()));
    }

    /// Whether another entry of a collection follows. A line that is further in belongs to nothing that is read here.
    private boolean more(int indent) {
        if (at == text.length()) {
            return false;
        }
        int next = at - lineStart;
        check(next <= indent);
        return next == indent;
    }

    /// What stands behind a key or a dash: on the same line, or as a block on the lines below.
    private Node value(int indent) {
        skipSpaces();
        Node node;
        if (atLineEnd()) {
            nextContent();
            check(at < text.length() && at - lineStart > indent);
            return block(at - lineStart);
        }
        node = inline(false);
        int end = at;
        skipSpaces();
        check(atLineEnd() && (at == text.length() || text.charAt(at) == '\n' || at > end));
        nextContent();
        check(at == text.length() || at - lineStart <= indent);
        return node;
    }

    private Node inline(boolean inFlow) {
        return switch (current()) {
            case '{' -> flowMapping();
            case '[' -> flowSequence();
            case '"', '\'' -> quoted();
            default -> plain(inFlow);
        };
    }

    private Node flowMapping() {
        check(++depth < DEEPEST);
        Mark start = mark();
        List<NodeTuple> entries = new ArrayList<>();
        at++;
        skipSpaces();
        while (current() != '}') {
            Node key = key();
            skipSpaces();
            entries.add(new NodeTuple(key, inline(true)));
            separate('}');
        }
        at++;
        depth--;
        return new MappingNode(Tag.MAP, true, entries, FlowStyle.FLOW, Optional.of(start), Optional.of(mark()));
    }

    private Node flowSequence() {
        check(++depth < DEEPEST);
        Mark start = mark();
        List<Node> elements = new ArrayList<>();
        at++;
        skipSpaces();
        while (current() != ']') {
            elements.add(inline(true));
            separate(']');
        }
        at++;
        depth--;
        return new SequenceNode(Tag.SEQ, true, elements, FlowStyle.FLOW, Optional.of(start), Optional.of(mark()));
    }

    private void separate(char end) {
        skipSpaces();
        if (current() != end) {
            check(current() == ',');
            at++;
            skipSpaces();
            check(current() != end);
        }
    }

    private Node key() {
        check(isKey());
        Mark start = mark();
        int from = at;
        while (text.charAt(at) != ':') {
            at++;
        }
        Node key = scalar(text.substring(from, at), ScalarStyle.PLAIN, start);
        at++;
        return key;
    }

    /// Whether a key of letters, digits and a few signs stands here, with a colon and a space or the line's end.
    private boolean isKey() {
        int end = at;
        while (end < text.length() && isKeyPart(text.charAt(end), end > at)) {
            end++;
        }
        boolean colon = end > at && end < text.length() && text.charAt(end) == ':' && end - at < LONGEST_KEY;
        return colon && (end + 1 == text.length() || text.charAt(end + 1) == ' ' || text.charAt(end + 1) == '\n');
    }

    private static boolean isKeyPart(char c, boolean inside) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '_'
                || inside && (c == '-' || c == '.' || c == '/');
    }

    private Node quoted() {
        Mark start = mark();
        char quote = current();
        int from = ++at;
        while (current() != quote) {
            check(current() != '\\' && current() != '\n');
            at++;
        }
        String value = text.substring(from, at);
        at++;
        check(at == text.length() || text.charAt(at) != quote && text.charAt(at) != ':');
        return scalar(value, quote == '"' ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.SINGLE_QUOTED, start);
    }

    private Node plain(boolean inFlow) {
        Mark start = mark();
        int from = at;
        boolean negative = current() == '-' && at + 1 < text.length() && isKeyPart(text.charAt(at + 1), false);
        check(negative || INDICATORS.indexOf(current()) < 0);
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : '\n';
            if (c == ' ' && next == '#' || inFlow && (c == ',' || c == '}' || c == ']')) {
                break;
            }
            check(c != ':' || next != ' ' && next != '\n' && (!inFlow || ",[]{}".indexOf(next) < 0));
            check(!inFlow || c != '{' && c != '[');
            at++;
        }
        // In a flow the next line would go on with it.
        check(!inFlow || at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != ' ');
        while (text.charAt(at - 1) == ' ') {
            at--;
        }
        return scalar(text.substring(from, at), ScalarStyle.PLAIN, start);
    }

    private Node scalar(String value, ScalarStyle style, Mark start) {
        // Binding goes by the text alone, so what YAML would take it for is not looked for.
        return new ScalarNode(Tag.STR, true, value, style, Optional.of(start), Optional.of(mark()));
    }

    /// Goes to the first character of the next line that has more than a comment, or to the end.
    private void nextContent() {
        while (true) {
            skipSpaces();
            if (!atLineEnd()) {
                return;
            }
            int end = text.indexOf('\n', at);
            if (end < 0) {
                at = text.length();
                return;
            }
            at = end + 1;
            line++;
            lineStart = at;
        }
    }

    private boolean atLineEnd() {
        return at == text.length() || text.charAt(at) == '\n' || text.charAt(at) == '#';
    }

    private boolean isEntry() {
        return text.charAt(at) == '-' && at + 1 < text.length() && text.charAt(at + 1) == ' ';
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private char current() {
        check(at < text.length());
        return text.charAt(at);
    }

    private Mark mark() {
        return new Mark(label, at, line, at - lineStart, NO_SNIPPET, 0);
    }

    private static void check(boolean plain) {
        if (!plain) {
            throw new Beyond();
        }
    }
}
