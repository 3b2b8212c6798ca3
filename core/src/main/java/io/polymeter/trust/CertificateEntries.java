package io.polymeter.trust;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The certificates that were shown, and which of them are accepted. Immutable.
record CertificateEntries(Map<CertificateEntry.Key, CertificateEntry> lines) {

    static final CertificateEntries EMPTY = new CertificateEntries(Map.of());

    /// How many lines nobody accepted are kept; whoever shows more certificates pushes out the oldest.
    static final int UNACCEPTED = 200;

    CertificateEntries {
        lines = Map.copyOf(lines);
    }

    static CertificateEntries of(List<CertificateEntry> listed) {
        Map<CertificateEntry.Key, CertificateEntry> lines = new LinkedHashMap<>();
        listed.forEach(line -> lines.put(line.key(), line));
        return new CertificateEntries(lines);
    }

    boolean accepts(CertificateEntry.Key key) {
        CertificateEntry line = lines.get(key);
        return line != null && line.accepted();
    }

    /// In the order in which they were first seen.
    List<CertificateEntry> list() {
        return lines.values().stream()
                .sorted(Comparator.comparing(CertificateEntry::firstSeen)
                        .thenComparing(line -> line.shown().fingerprint())
                        .thenComparing(CertificateEntry::side))
                .toList();
    }

    /// The lines of a fingerprint, one for each side.
    CertificateEntries accepted(String fingerprint) {
        Map<CertificateEntry.Key, CertificateEntry> next = new HashMap<>(lines);
        next.replaceAll((key, line) -> key.fingerprint().equals(fingerprint) ? line.withAccepted() : line);
        return new CertificateEntries(next);
    }

    CertificateEntries without(String fingerprint) {
        Map<CertificateEntry.Key, CertificateEntry> next = new HashMap<>(lines);
        next.keySet().removeIf(key -> key.fingerprint().equals(fingerprint));
        return new CertificateEntries(next);
    }

    /// With what was seen since; new lines only for those of `news`.
    CertificateEntries with(List<CertificateEntry> seen, Predicate<CertificateEntry.Key> news) {
        Map<CertificateEntry.Key, CertificateEntry> next = new HashMap<>(lines);
        for (CertificateEntry line : seen) {
            CertificateEntry known = next.get(line.key());
            if (known != null) {
                next.put(line.key(), known.seen(line.lastSeen(), line.from()));
            } else if (news.test(line.key())) {
                next.put(line.key(), line);
            }
        }
        return new CertificateEntries(next).bounded();
    }

    private CertificateEntries bounded() {
        List<CertificateEntry> unaccepted = lines.values().stream()
                .filter(line -> !line.accepted())
                .sorted(Comparator.comparing((CertificateEntry line) -> instant(line))
                        .reversed())
                .toList();
        if (unaccepted.size() <= UNACCEPTED) {
            return this;
        }
        Map<CertificateEntry.Key, CertificateEntry> next = new HashMap<>(lines);
        unaccepted.stream().skip(UNACCEPTED).forEach(line -> next.remove(line.key()));
        return new CertificateEntries(next);
    }

    private static Instant instant(CertificateEntry line) {
        return line.lastSeen();
    }
}
