package io.polymeter.lab.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rules that need no more than the characters of a file.
final class TextRules {
    static final int MAX_LINES = 400;

    private static final List<String> TEXT_ENDINGS = List.of(
            ".java",
            ".md",
            ".xml",
            ".yaml",
            ".yml",
            ".json",
            ".golden",
            ".csv",
            ".properties",
            ".html",
            ".css",
            ".js",
            ".py",
            ".c",
            ".h",
            ".sh",
            "polymeter",
            "verify",
            "run",
            "mvnw",
            ".config");

    // Put together from parts, so that this file does not break its own rule.
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
    private static final Pattern SOMEBODYS_MACHINE = Pattern.compile("(?<![\\w.$}-])/(wo" + "rk|ho" + "me/\\w+)/");
    private static final Pattern FIXED_TEMPORARY = Pattern.compile("(?<![\\w.$}-])/t" + "mp/");
    private static final Pattern FROM_REGISTRY = Pattern.compile("\"resolved\"\\s*:\\s*\"http");

    /// A line of a comment's running text: no tag, list, table, heading or fence.
    private static final Pattern RUNNING = Pattern.compile("\\s*/// +(?![@|#*-]|\\d+\\.|```)(\\S.*)");

    private static final Pattern TEXT = Pattern.compile("\\s*/// \\S.*");

    private static final int LONG = 90;
    private static final int STUB = 25;

    private TextRules() {}

    static boolean appliesTo(String path) {
        return TEXT_ENDINGS.stream().anyMatch(path::endsWith);
    }

    static List<Violation> check(String path, String text) {
        boolean java = path.endsWith(".java");
        List<Violation> found = new ArrayList<>();
        if (text.indexOf('\r') >= 0) {
            found.add(new Violation(path, "line-ends", "has carriage returns; lines end with LF"));
        }
        if (java && text.lines().count() > MAX_LINES) {
            found.add(new Violation(path, "file-length", text.lines().count() + " lines; at most " + MAX_LINES));
        }
        if (java) {
            found.addAll(stubs(path, text.split("\n", -1)));
        }
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            checkLine(path + ":" + number, line, java, path.endsWith(".md")).forEach(found::add);
            if (path.endsWith("package-lock.json")
                    && FROM_REGISTRY.matcher(line).find()) {
                found.add(new Violation(
                        path + ":" + number, "registry", "names a registry; npm's omit-lockfile-registry-resolved"));
            }
        }
        return found;
    }

    /// A word or two alone in the middle of a paragraph: a long line was broken and the rest not wrapped again.
    private static List<Violation> stubs(String path, String[] lines) {
        List<Violation> found = new ArrayList<>();
        for (int i = 1; i + 1 < lines.length; i++) {
            Matcher words = RUNNING.matcher(lines[i]);
            if (words.matches()
                    && words.group(1).length() < STUB
                    && words.group(1).split(" ", -1).length <= 2
                    && lines[i - 1].length() > LONG
                    && TEXT.matcher(lines[i - 1]).matches()
                    && RUNNING.matcher(lines[i + 1]).matches()) {
                found.add(new Violation(path + ":" + (i + 1), "stub", "wrap the paragraph anew: " + words.group(1)));
            }
        }
        return found;
    }

    private static List<Violation> checkLine(String where, String line, boolean java, boolean document) {
        List<Violation> found = new ArrayList<>();
        if (java && line.indexOf('\t') >= 0) {
            found.add(new Violation(where, "tab", "indent with spaces"));
        }
        if (UNFINISHED.matcher(line).find()) {
            found.add(new Violation(where, "unfinished", "finish it or write an issue: " + line.strip()));
        }
        if (SOMEBODYS_MACHINE.matcher(line).find()) {
            found.add(new Violation(where, "machine-path", "a path of one machine: " + line.strip()));
        }
        if ((java || document) && FIXED_TEMPORARY.matcher(line).find()) {
            found.add(new Violation(where, "machine-path", "a fixed temporary path: " + line.strip()));
        }
        return found;
    }
}
