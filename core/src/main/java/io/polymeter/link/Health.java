package io.polymeter.link;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// How a link is: its state in words, and counters of what it did and refused. Written by the link, read by anybody
/// at any time without waiting.
public final class Health {

    private volatile Status status = new Status(State.STARTING, "starting", 0);
    private final Map<String, LongAdder> counters = new ConcurrentSkipListMap<>();
    private final java.util.concurrent.atomic.AtomicInteger restarts = new java.util.concurrent.atomic.AtomicInteger();

    /// What a link is doing.
    public enum State {
        STARTING,
        /// Working.
        UP,
        /// Working, but the other side is away or asleep; it will come back by itself.
        WAITING,
        /// Failed; the supervisor will start it again.
        DOWN,
        STOPPED
    }

    /// A state, the reason in words, and since when (monotonic nanoseconds).
    public record Status(State state, String reason, long since) {}

    /// The present status.
    public Status status() {
        return status;
    }

    /// Sets the status.
    ///
    /// @return true if the state or the reason changed, so that the log says it once
    public boolean set(State state, String reason, long now) {
        Status before = status;
        if (before.state() == state && before.reason().equals(reason)) {
            return false;
        }
        status = new Status(state, reason, now);
        return true;
    }

    /// Counts one event, e.g. `requests`, `stale`, `refused-sender`.
    public void count(String counter) {
        counters.computeIfAbsent(counter, _ -> new LongAdder()).increment();
    }

    /// A counter to keep where one is counted often.
    public LongAdder counter(String counter) {
        return counters.computeIfAbsent(counter, _ -> new LongAdder());
    }

    /// All counters by name.
    public Map<String, Long> counters() {
        Map<String, Long> copy = new java.util.TreeMap<>();
        counters.forEach((name, value) -> copy.put(name, value.sum()));
        return copy;
    }

    /// How often the supervisor has started the link again.
    public int restarts() {
        return restarts.get();
    }

    /// Counts a restart; the supervisor alone calls it.
    public void restarted() {
        restarts.incrementAndGet();
    }
}
