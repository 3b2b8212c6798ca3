package io.polymeter.loop;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The timing of an output's groups. There are as many as its profile has groups.
public final class OutputTiming {

    private final long begin;
    private final Map<String, GroupTiming> groups = new ConcurrentHashMap<>();

    /// @param begin the present moment, monotonic nanoseconds
    public OutputTiming(long begin) {
        this.begin = begin;
    }

    /// A group of this name.
    public GroupTiming group(String name) {
        GroupTiming known = groups.get(name);
        return known != null ? known : groups.computeIfAbsent(name, _ -> new GroupTiming(begin));
    }

    /// All groups so far, by name.
    public Map<String, GroupTiming> groups() {
        return new TreeMap<>(groups);
    }
}
