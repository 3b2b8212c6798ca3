package io.polymeter.modbus.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What is known of a line and the devices on it, kept when the connection is made anew: which replies may still come,
/// how long devices need, in whose name they answer, and how they deviate.
///
/// A converter between TCP and a serial line brings a late reply to whoever is connected then: a new connection that
/// knew nothing of the last one would take it for its own.
public final class LineMemory {

    private final LateReplyGuard guard = new LateReplyGuard();
    private final RepeatGuard repeats = new RepeatGuard();
    private final Deviations deviations = new Deviations();
    // Of few units: thousands of meters have a connection each.
    private final Map<Integer, Long> quietUntil = new ConcurrentHashMap<>();
    private final long begun;
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final Map<Integer, Integer> aliases = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> suspects = new ConcurrentHashMap<>();

    /// Nothing is known yet.
    ///
    /// @param now of the ticker that the clients wait by, nanoseconds
    public LineMemory(long now) {
        this.begun = now;
    }

    /// Keeps late replies apart.
    public LateReplyGuard guard() {
        return guard;
    }

    /// Keeps copies of replies apart.
    public RepeatGuard repeats() {
        return repeats;
    }

    /// What was tolerated so far.
    public Deviations deviations() {
        return deviations;
    }

    /// Until when a late reply of this unit may be under way, nanoseconds of the ticker.
    public long quietUntil(int unit) {
        return quietUntil.getOrDefault(unit, begun);
    }

    /// A reply of this unit did not come in time.
    public void quiet(int unit, long until) {
        quietUntil.put(unit, until);
    }

    /// The longest that a device here has needed for a reply, nanoseconds; 0 where none has come.
    long longest() {
        return longest.get();
    }

    /// A reply took so long.
    void took(long nanos) {
        longest.accumulateAndGet(nanos, Math::max);
    }

    /// When the last request was sent that stayed unanswered; 0 where it was answered late.
    long missed() {
        return missed.get();
    }

    void missed(long sent) {
        missed.set(sent);
    }

    /// The unit in whose name this one answers.
    int answersAs(int unit) {
        return aliases.getOrDefault(unit, unit);
    }

    /// This unit has not answered, but another one has, with what was asked.
    ///
    /// @param other the other unit; -1 where none has
    void answeredBy(int unit, int other) {
        Integer before = other < 0 ? suspects.remove(unit) : suspects.put(unit, other);
        if (other >= 0 && before != null && before == other) {
            aliases.put(unit, other);
        } else if (other < 0) {
            aliases.remove(unit);
        }
    }
}
