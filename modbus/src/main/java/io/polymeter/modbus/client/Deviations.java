package io.polymeter.modbus.client;

import io.polymeter.modbus.RtuCounters;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts deviations; written by one thread at a time, read by any.
public final class Deviations {

    private final Map<Deviation.Kind, Deviation> seen = new ConcurrentHashMap<>();

    /// One more.
    public void count(Deviation.Kind kind, int detail) {
        seen.merge(kind, new Deviation(kind, 1, detail), (old, _) -> new Deviation(kind, old.count() + 1, detail));
    }

    /// What a serial parser saw between two moments: noise, and what others say.
    public void count(RtuCounters before, RtuCounters now) {
        for (long i = before.crcErrors(); i < now.crcErrors(); i++) {
            count(Deviation.Kind.WRONG_CHECKSUM, 0);
        }
        if (now.foreign() > before.foreign()) {
            count(Deviation.Kind.FOREIGN_REPLY, 0);
        }
        boolean noise = now.noiseBytes() > before.noiseBytes() || now.dropped() > before.dropped();
        if (noise && now.crcErrors() == before.crcErrors()) {
            count(Deviation.Kind.SURPLUS_BYTES, (int) (now.noiseBytes() - before.noiseBytes()));
        }
    }

    /// All that were seen, in the order of [Deviation.Kind].
    public List<Deviation> list() {
        if (seen.isEmpty()) {
            return List.of();
        }
        return seen.values().stream()
                .sorted(Comparator.comparing(Deviation::kind))
                .toList();
    }
}
