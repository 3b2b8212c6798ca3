package io.polymeter.modbus.client;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts deviations; written by one thread at a time, read by any.
final class Deviations {

    private final Map<Deviation.Kind, Deviation> seen = new ConcurrentHashMap<>();

    /// One more.
    void count(Deviation.Kind kind, int detail) {
        seen.merge(kind, new Deviation(kind, 1, detail), (old, _) -> new Deviation(kind, old.count() + 1, detail));
    }

    /// All that were seen, in the order of [Deviation.Kind].
    List<Deviation> list() {
        return seen.values().stream()
                .sorted(Comparator.comparing(Deviation::kind))
                .toList();
    }
}
