package io.polymeter.lab.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The table of libraries: which of our packages may use which foreign ones.
record LibraryRules(List<Row> rows) {
    private static final String RULE = "libraries";

    /// What the Java platform itself provides.
    private static final List<String> PLATFORM =
            List.of("java", "javax", "jdk", "com.sun", "org.w3c.dom", "org.xml.sax", "org.ietf.jgss");

    record Row(String library, List<String> packages, List<String> usedBy, boolean planned) {
        boolean provides(String name) {
            return packages.stream().anyMatch(prefix -> isBelow(prefix, name));
        }

        /// A library for everybody need not be in use at every moment.
        boolean isForAll() {
            return usedBy.contains("*");
        }

        boolean isFor(String user) {
            return usedBy.stream().anyMatch(pattern -> DependencyRules.matches(pattern, user));
        }
    }

    static LibraryRules parse(String markdown) {
        return new LibraryRules(MarkdownTable.rows(markdown, "libraries").stream()
                .map(cells -> new Row(
                        cells.getFirst().replace(MarkdownTable.PLANNED, "").strip(),
                        MarkdownTable.names(cells.get(1)),
                        MarkdownTable.names(cells.get(2)),
                        cells.getFirst().endsWith(MarkdownTable.PLANNED)))
                .toList());
    }

    List<Violation> check(PackageUses code) {
        List<Violation> found = new ArrayList<>();
        Set<Row> used = new HashSet<>();
        code.uses().forEach((user, imports) -> {
            String name = DependencyRules.shortName(user);
            for (String foreign : imports) {
                if (isForeign(foreign)) {
                    rowOf(foreign).ifPresent(used::add);
                    checkUse(name, foreign).ifPresent(found::add);
                }
            }
        });
        for (Row row : rows) {
            if (row.planned() && used.contains(row)) {
                found.add(new Violation(row.library(), RULE, "is used: take its (planned) out of ARCHITECTURE.md"));
            } else if (!row.planned() && !row.isForAll() && !used.contains(row)) {
                found.add(new Violation(row.library(), RULE, "has a row in ARCHITECTURE.md but nobody uses it"));
            }
        }
        return found;
    }

    private Optional<Violation> checkUse(String user, String foreign) {
        return rowOf(foreign)
                .map(row -> row.isFor(user)
                        ? Optional.<Violation>empty()
                        : Optional.of(new Violation(user, RULE, "may not use " + row.library() + " (" + foreign + ")")))
                .orElseGet(() -> Optional.of(
                        new Violation(user, RULE, "uses " + foreign + ", which no row of ARCHITECTURE.md names")));
    }

    private Optional<Row> rowOf(String foreign) {
        return rows.stream().filter(row -> row.provides(foreign)).findFirst();
    }

    private static boolean isForeign(String name) {
        return !isBelow(DependencyRules.ROOT, name) && PLATFORM.stream().noneMatch(prefix -> isBelow(prefix, name));
    }

    private static boolean isBelow(String prefix, String name) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }
}
