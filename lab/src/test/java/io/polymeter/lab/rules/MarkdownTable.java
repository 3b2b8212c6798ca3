package io.polymeter.lab.rules;

import java.util.Arrays;
import java.util.List;

/// The table between two HTML comments `<!-- NAME:start -->` and `<!-- NAME:end -->` of a Markdown text.
final class MarkdownTable {
    /// Says of a row that its code does not exist yet.
    static final String PLANNED = "(planned)";

    private MarkdownTable() {}

    /// The rows below the table's heading, each as its cells without back-quotes.
    static List<List<String>> rows(String markdown, String name) {
        String start = "<!-- " + name + ":start -->";
        int from = markdown.indexOf(start);
        int to = markdown.indexOf("<!-- " + name + ":end -->");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no table between <!-- " + name + ":start --> and its end");
        }
        List<List<String>> rows = markdown.substring(from + start.length(), to)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("|"))
                .map(MarkdownTable::cells)
                .toList();
        if (rows.size() < 3) {
            throw new IllegalArgumentException("the table " + name + " has no rows");
        }
        return rows.subList(2, rows.size());
    }

    private static List<String> cells(String line) {
        String inner = line.substring(1, line.lastIndexOf('|'));
        return Arrays.stream(inner.split("\\|", -1))
                .map(cell -> cell.replace("`", "").strip())
                .toList();
    }

    /// A cell `a, b.*` as its names; a dash stands for none.
    static List<String> names(String cell) {
        if (cell.equals("–") || cell.equals("-")) {
            return List.of();
        }
        return Arrays.stream(cell.split(",", -1)).map(String::strip).toList();
    }
}
