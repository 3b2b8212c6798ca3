package io.polymeter.lab.rules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rules that keep documents true: what they name is there.
///
/// @param sources the text of each Java file, by the simple name of its type
record DocumentRules(Map<String, String> sources) {

    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern NAME =
            Pattern.compile("[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(\\.[A-Za-z][A-Za-z0-9_]*)*");
    private static final Pattern HUMPS = Pattern.compile("\\b[A-Z][a-z]+([A-Z][a-z0-9]+)+\\b");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

    static DocumentRules of(List<Path> javaFiles) {
        Map<String, String> sources = new TreeMap<>();
        for (Path file : javaFiles) {
            String name = file.getFileName().toString().replace(".java", "");
            sources.merge(name, Checkout.read(file), (one, other) -> one + other);
        }
        return new DocumentRules(sources);
    }

    /// Names in back-quotes that look like a type (`Meter`, `Meter.state`), and words such as `MeterStore` in
    /// drawings, of which there is none.
    List<String> unknownNames(String markdown) {
        List<String> unknown = new ArrayList<>();
        Matcher code = CODE.matcher(FENCE.matcher(markdown).replaceAll(""));
        while (code.find()) {
            String name = code.group(1);
            if (NAME.matcher(name).matches() && !isThere(name.split("\\.", -1))) {
                unknown.add(name);
            }
        }
        Matcher fence = FENCE.matcher(markdown);
        while (fence.find()) {
            HUMPS.matcher(fence.group()).results().map(found -> found.group()).forEach(name -> {
                if (!isThere(new String[] {name})) {
                    unknown.add(name);
                }
            });
        }
        return unknown;
    }

    /// The first part is a file's type; the others are declared or named in that file.
    private boolean isThere(String[] parts) {
        String source = sources.get(parts[0]);
        for (int i = 1; source != null && i < parts.length; i++) {
            String name = Pattern.quote(parts[i]);
            String use = Character.isUpperCase(parts[i].charAt(0))
                    ? "\\b(class|record|interface|enum) " + name + "\\b|\\b" + name + "\\b *[=,;(]"
                    : "\\b" + name + "\\(";
            if (!Pattern.compile(use).matcher(source).find()) {
                return false;
            }
        }
        return source != null;
    }

    /// Relative links of a document that lead to no file, or to no heading of one.
    static List<String> brokenLinks(Path document, String markdown) {
        List<String> broken = new ArrayList<>();
        Matcher link = LINK.matcher(FENCE.matcher(markdown).replaceAll(""));
        while (link.find()) {
            String target = link.group(1);
            if (target.matches("[a-z]+:.*")) {
                continue;
            }
            String[] parts = target.split("#", 2);
            Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
            if (!Files.exists(file)
                    || parts.length == 2 && !anchors(Checkout.read(file)).contains(parts[1])) {
                broken.add(target);
            }
        }
        return broken;
    }

    private static List<String> anchors(String markdown) {
        return HEADING.matcher(markdown)
                .results()
                .map(heading -> heading.group(1).toLowerCase(java.util.Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{Nd} _-]", "").replace(' ', '-'))
                .toList();
    }
}
