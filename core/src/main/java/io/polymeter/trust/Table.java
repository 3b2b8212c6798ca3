package io.polymeter.trust;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The certificates that were shown, and which of them are accepted. Immutable.
record Table(Map<Listed.Key, Listed> lines) {

    static final Table EMPTY = new Table(Map.of());

    /// How many lines nobody accepted are kept; whoever shows more certificates pushes out the oldest.
    static final int UNACCEPTED = 200;

    Table {
        lines = Map.copyOf(lines);
    }

    static Table of(List<Listed> listed) {
        Map<Listed.Key, Listed> lines = new LinkedHashMap<>();
        listed.forEach(line -> lines.put(line.key(), line));
        return new Table(lines);
    }

    boolean accepts(Listed.Key key) {
        Listed line = lines.get(key);
        return line != null && line.accepted();
    }

    /// In the order in which they were first seen.
    List<Listed> list() {
        return lines.values().stream()
                .sorted(Comparator.comparing(Listed::firstSeen)
                        .thenComparing(line -> line.shown().fingerprint())
                        .thenComparing(Listed::side))
                .toList();
    }

    /// The lines of a fingerprint, one for each side.
    Table accepted(String fingerprint) {
        Map<Listed.Key, Listed> next = new HashMap<>(lines);
        next.replaceAll((key, line) -> key.fingerprint().equals(fingerprint) ? line.withAccepted() : line);
        return new Table(next);
    }

    Table without(String fingerprint) {
        Map<Listed.Key, Listed> next = new HashMap<>(lines);
        next.keySet().removeIf(key -> key.fingerprint().equals(fingerprint));
        return new Table(next);
    }

    /// With what was seen since; new lines only for those of `news`.
    Table with(List<Listed> seen, Predicate<Listed.Key> news) {
        Map<Listed.Key, Listed> next = new HashMap<>(lines);
        for (Listed line : seen) {
            Listed known = next.get(line.key());
            if (known != null) {
                next.put(line.key(), known.seen(line.lastSeen(), line.from()));
            } else if (news.test(line.key())) {
                next.put(line.key(), line);
            }
        }
        return new Table(next).bounded();
    }

    private Table bounded() {
        List<Listed> unaccepted = lines.values().stream()
                .filter(line -> !line.accepted())
                .sorted(Comparator.comparing((Listed line) -> instant(line)).reversed())
                .toList();
        if (unaccepted.size() <= UNACCEPTED) {
            return this;
        }
        Map<Listed.Key, Listed> next = new HashMap<>(lines);
        unaccepted.stream().skip(UNACCEPTED).forEach(line -> next.remove(line.key()));
        return new Table(next);
    }

    private static Instant instant(Listed line) {
        return line.lastSeen();
    }
}
