package io.polymeter.lab.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The table of packages: what each may import of ours. An exact row wins over one that ends in `.*`.
record DependencyRules(Map<String, Row> rows) {
    static final String ROOT = "io.polymeter";

    private static final String RULE = "dependencies";

    record Row(List<String> mayImport, boolean planned) {}

    static DependencyRules parse(String markdown) {
        Map<String, Row> rows = new TreeMap<>();
        for (List<String> cells : MarkdownTable.rows(markdown, "dependencies")) {
            String name = cells.getFirst();
            boolean planned = name.endsWith(MarkdownTable.PLANNED);
            String key = name.replace(MarkdownTable.PLANNED, "").strip();
            rows.put(key, new Row(MarkdownTable.names(cells.get(1)), planned));
        }
        return new DependencyRules(rows);
    }

    /// Everything in which code and table differ, and every cycle.
    List<Violation> check(PackageUses code) {
        Map<String, Set<String>> ours = ours(code);
        List<Violation> found = new ArrayList<>();
        Set<String> usedRows = new TreeSet<>();
        ours.forEach((name, imports) -> {
            Optional<String> row = rowFor(name);
            row.ifPresent(usedRows::add);
            if (row.isEmpty()) {
                found.add(new Violation(name, RULE, "has no row in the table of ARCHITECTURE.md"));
            } else {
                found.addAll(forbidden(name, imports, row.get()));
            }
        });
        found.addAll(untrueRows(usedRows));
        found.addAll(cycles(ours));
        return found;
    }

    private List<Violation> forbidden(String name, Set<String> imports, String row) {
        List<String> allowed = row(row).mayImport();
        return imports.stream()
                .filter(used -> allowed.stream().noneMatch(pattern -> matches(pattern, used)))
                .map(used -> new Violation(name, RULE, "may not import " + used))
                .toList();
    }

    private List<Violation> untrueRows(Set<String> usedRows) {
        List<Violation> found = new ArrayList<>();
        rows.forEach((name, row) -> {
            if (row.planned() && usedRows.contains(name)) {
                found.add(new Violation(name, RULE, "exists: take its (planned) out of ARCHITECTURE.md"));
            } else if (!row.planned() && !usedRows.contains(name)) {
                found.add(new Violation(name, RULE, "has a row in ARCHITECTURE.md but no code"));
            }
        });
        return found;
    }

    private Optional<String> rowFor(String name) {
        if (rows.containsKey(name)) {
            return Optional.of(name);
        }
        return rows.keySet().stream()
                .filter(pattern -> pattern.endsWith(".*") && matches(pattern, name))
                .findFirst();
    }

    private Row row(String key) {
        Row row = rows.get(key);
        if (row == null) {
            throw new IllegalArgumentException("no row " + key);
        }
        return row;
    }

    /// Whether a pattern (`link`, `link.*` or `*`) covers a package. `link.*` does not cover `link` itself.
    static boolean matches(String pattern, String name) {
        if (pattern.equals("*")) {
            return true;
        }
        if (pattern.endsWith(".*")) {
            return name.startsWith(pattern.substring(0, pattern.length() - 1));
        }
        return pattern.equals(name);
    }

    /// The uses among our own packages, by their names below the root.
    private static Map<String, Set<String>> ours(PackageUses code) {
        Map<String, Set<String>> ours = new TreeMap<>();
        code.uses().forEach((name, imports) -> {
            Set<String> kept = ours.computeIfAbsent(shortName(name), _ -> new TreeSet<>());
            imports.stream()
                    .filter(used -> used.equals(ROOT) || used.startsWith(ROOT + "."))
                    .map(DependencyRules::shortName)
                    .forEach(kept::add);
        });
        return ours;
    }

    static String shortName(String name) {
        return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : name;
    }

    private static List<Violation> cycles(Map<String, Set<String>> graph) {
        List<Violation> found = new ArrayList<>();
        for (String start : graph.keySet()) {
            for (String next : graph.getOrDefault(start, Set.of())) {
                // Each cycle is named once, from the alphabetically first edge into it.
                if (start.compareTo(next) < 0 && reaches(graph, next, start)) {
                    found.add(new Violation(start, "cycle", "uses " + next + ", which leads back to it"));
                }
            }
        }
        return found;
    }

    private static boolean reaches(Map<String, Set<String>> graph, String from, String to) {
        Set<String> seen = new TreeSet<>();
        List<String> open = new ArrayList<>(List.of(from));
        while (!open.isEmpty()) {
            String at = open.removeLast();
            if (at.equals(to)) {
                return true;
            }
            if (seen.add(at)) {
                open.addAll(graph.getOrDefault(at, Set.of()));
            }
        }
        return false;
    }
}
