package io.polymeter.link;

import io.polymeter.config.yaml.Redaction;
import io.polymeter.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// How a link is: its state in words, and counters of what it did and refused. Written by the link, read by anybody
/// at any time without waiting.
public final class Health {

    /// So many fields are told apart: nothing that a device sends makes this grow.
    private static final int MAX_TROUBLES = 100;

    /// So many sentences about one field are said until it is settled, and so many reasons of one state.
    private static final int MAX_SENTENCES = 6;

    private final Map<String, Trouble> troubles = new ConcurrentSkipListMap<>();
    /// What the log has said of a field that has a trouble.
    private final Map<String, Set<String>> said = new ConcurrentHashMap<>();
    private volatile Status status = new Status(State.STARTING, Message.of("starting", "starting"), 0);
    /// What the log has said of the present state.
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

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

    /// A state, the reason for people, and since when (monotonic nanoseconds).
    public record Status(State state, Message said, long since) {

        /// The reason in English.
        public String reason() {
            return said.text();
        }
    }

    /// The present status.
    public Status status() {
        return status;
    }

    /// Sets the status.
    ///
    /// @return true if the state changed, or the reason is one that was not said of this state yet: for the log
    public boolean set(State state, Message reason, long now) {
        Status before = status;
        Message shown = reason.cleaned(Redaction::clean);
        if (before.state() == state && before.said().equals(shown)) {
            return false;
        }
        status = new Status(state, shown, now);
        if (before.state() != state) {
            reasons.clear();
        }
        // What fails in several ways in turn does not fill the log.
        return reasons.size() < MAX_SENTENCES && reasons.add(shown.text());
    }

    /// Notes a trouble of a field; the one before it of the same field is over.
    ///
    /// @return true if this was not said of the field since it last had none, so that the log says it once
    public boolean trouble(Trouble trouble, long now) {
        Trouble last = troubles.get(trouble.field());
        if (last == null && troubles.size() >= MAX_TROUBLES) {
            return false;
        }
        Trouble same = last != null && last.said().equals(trouble.said()) ? last : null;
        troubles.put(
                trouble.field(),
                new Trouble(
                        trouble.field(),
                        trouble.said(),
                        trouble.example(),
                        same != null ? same.count() + trouble.count() : trouble.count(),
                        same != null ? same.since() : now,
                        trouble.severity()));
        if (same != null) {
            return false;
        }
        // A device that is wrong in two ways in turn does not fill the log.
        Set<String> before = said.computeIfAbsent(trouble.field(), _ -> ConcurrentHashMap.newKeySet());
        return before.size() < MAX_SENTENCES && before.add(trouble.sentence());
    }

    /// What was wrong with a field is over.
    ///
    /// @return true if something was
    public boolean settled(String field) {
        said.remove(field);
        return troubles.remove(field) != null;
    }

    /// All troubles at present, by field.
    public List<Trouble> troubles() {
        return List.copyOf(troubles.values());
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
