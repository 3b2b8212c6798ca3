package io.polymeter.fleet.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which site is to be looked at when. Not for several threads.
final class DueQueue {

    private final Map<String, Long> dues = new HashMap<>();
    private final TreeMap<Long, Set<String>> byTime = new TreeMap<>();

    /// @param due the end of time for never
    void put(String node, long due) {
        Long before = dues.get(node);
        if (before != null) {
            if (before == due) {
                return;
            }
            take(node, before);
        }
        if (due != Long.MAX_VALUE) {
            dues.put(node, due);
            byTime.computeIfAbsent(due, _ -> new LinkedHashSet<>()).add(node);
        } else {
            dues.remove(node);
        }
    }

    private void take(String node, long due) {
        Set<String> nodes = byTime.get(due);
        if (nodes != null && nodes.remove(node) && nodes.isEmpty()) {
            byTime.remove(due);
        }
    }

    /// Takes out who is due, at most so many.
    List<String> due(long now, int most) {
        List<String> found = new ArrayList<>();
        while (found.size() < most && !byTime.isEmpty() && byTime.firstKey() <= now) {
            String node = byTime.firstEntry().getValue().iterator().next();
            put(node, Long.MAX_VALUE);
            found.add(node);
        }
        return found;
    }
}
