package io.polymeter.config.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A configuration as it may be given to others: its keys and values with their lines, without comments, passwords,
/// tokens and whatever could be one.
public final class ShownConfiguration {

    private static final int LONGEST = 2 * Document.MAX_SIZE;
    private static final Pattern VARIABLES = Pattern.compile("(\\$\\{\\w{1,64}})+");
    private static final Pattern ADDRESS = Pattern.compile("(?s)([a-z][a-z0-9+.-]{0,20}://)(.*@)?([^@]*)");

    private final StringBuilder out = new StringBuilder(4096);

    private ShownConfiguration() {}

    /// The text of a file, in other words where it is no YAML.
    ///
    /// @param bytes of the file, whatever they are
    public static String of(byte[] bytes) {
        Problems problems = new Problems("the configuration");
        Node root = Document.parse(bytes, problems);
        ShownConfiguration shown = new ShownConfiguration();
        if (root == null) {
            problems.sorted()
                    .forEach(problem -> shown.out.append("# ").append(problem).append('\n'));
        } else {
            shown.node(root, "", 0);
        }
        return Redaction.cleanStrictly(shown.out.toString());
    }

    private void node(Node node, String path, int depth) {
        if (out.length() > LONGEST) {
            return;
        }
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple entry : mapping.getValue()) {
                    entry(entry, path, depth);
                }
            }
            case SequenceNode sequence -> {
                for (Node element : sequence.getValue()) {
                    begin(element, depth).append("-");
                    value(element, path, depth);
                }
            }
            default -> {
                begin(node, depth);
                value(node, path, depth);
            }
        }
    }

    private void entry(NodeTuple entry, String path, int depth) {
        String name = entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
        String shown = Suspicion.of("", name) ? Redaction.SHOWN : oneLine(name);
        begin(entry.getKeyNode(), depth).append(shown).append(':');
        value(entry.getValueNode(), path.isEmpty() ? name : path + "." + name, depth);
    }

    private void value(Node node, String path, int depth) {
        if (node instanceof ScalarNode scalar) {
            out.append(' ').append(text(path, scalar.getValue())).append('\n');
        } else {
            out.append('\n');
            node(node, path, depth + 1);
        }
    }

    private StringBuilder begin(Node node, int depth) {
        int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        return out.append("%5d | ".formatted(line)).append("  ".repeat(depth));
    }

    /// What of a value is no secret. The rest is not shown elsewhere either from now on.
    private static String text(String path, String value) {
        boolean secret = isSecret(path);
        if (VARIABLES.matcher(value).matches() || !secret && !Suspicion.of(path, value)) {
            return oneLine(value);
        }
        Redaction.keep(value);
        Matcher address = ADDRESS.matcher(value);
        if (secret || !address.matches() || address.group(2) == null) {
            return Redaction.SHOWN;
        }
        String plain = address.group(1) + Redaction.SHOWN + "@" + address.group(3);
        return Suspicion.of("", address.group(1) + address.group(3)) ? Redaction.SHOWN : oneLine(plain);
    }

    /// Whether a key above a value, or its own, is one of a secret; names that people give are none.
    private static boolean isSecret(String path) {
        String[] keys = path.split("[.]", -1);
        for (int at = 0; at < keys.length; at++) {
            boolean given = at == 1 && YamlText.NAMED.contains(keys[0]);
            if (!given && Suspicion.of(keys[at], "x")) {
                return true;
            }
        }
        return false;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
