package io.polymeter.link.modbus.proxy;

import io.polymeter.link.Backoff;
import io.polymeter.modbus.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Whom to ask in vain no longer: a device that is gone costs one time-out per pause, whoever wants to read it, and
/// the pauses grow. So the others, and the poll on the same connection, have the time. A unit that answers other
/// requests is there: then the request alone that it does not answer rests. For one thread.
final class SilentUnits {

    /// A device that comes back is found again within this.
    static final long LONGEST = 10_000_000_000L;

    /// Requests in a row that a unit which usually answers may miss, each another one.
    private static final int MISSES = 2;

    /// How often in a row it may miss one that it missed before and never answered.
    private static final int REPEATS = 4;

    private final RandomGenerator random;
    private final Map<Integer, Pause> silent = new HashMap<>();
    private final Map<Asked, Pause> unanswered = new LinkedHashMap<>();
    /// What was answered, the oldest first.
    private final Set<Asked> good = new LinkedHashSet<>();
    private final boolean[] known = new boolean[256];
    private @Nullable Pause unreachable;
    private long heard;

    /// Requests that are told apart.
    private static final int MAX_REQUESTS = 64;

    /// What a unit was asked.
    private record Asked(int unit, Request request) {
        static Asked of(PendingRequest inquiry) {
            return new Asked(inquiry.unit(), inquiry.request());
        }
    }

    /// How long somebody is left alone, each time for longer.
    private static final class Pause {
        private final Backoff backoff;
        private final Set<Request> missed = new HashSet<>();
        private int misses;
        private int repeats;
        private boolean resting;
        private long until;

        private Pause(RandomGenerator random) {
            this.backoff = new Backoff(random);
        }

        private void rest(long now) {
            resting = true;
            until = now + Math.min(LONGEST, backoff.next().toNanos());
        }

        private boolean isOver(long now) {
            return !resting || now - until >= 0;
        }
    }

    /// @param random spreads the pauses
    SilentUnits(RandomGenerator random) {
        this.random = random;
    }

    /// True if it makes sense to ask this.
    ///
    /// @param replies how many came on the connection so far, whoever asked: a new one ends its pause
    boolean mayAsk(PendingRequest inquiry, long now, long replies) {
        Pause connection = unreachable;
        if (connection != null && !connection.isOver(now) && replies == heard) {
            return false;
        }
        Pause own = silent.get(inquiry.unit());
        Pause alone = unanswered.get(Asked.of(inquiry));
        return (own == null || own.isOver(now)) && (alone == null || alone.isOver(now));
    }

    /// The unit answered, whatever.
    void answered(PendingRequest inquiry, long now) {
        unanswered.remove(Asked.of(inquiry));
        if (good.add(Asked.of(inquiry)) && good.size() > MAX_REQUESTS) {
            good.remove(good.iterator().next());
        }
        Pause before = silent.get(inquiry.unit());
        if (before != null) {
            before.missed.remove(inquiry.request());
        }
        heard(inquiry.unit(), now);
    }

    /// The unit answered somebody else on this connection.
    void heard(int unit, long now) {
        known[unit] = true;
        unreachable = null;
        Pause before = silent.remove(unit);
        if (before != null) {
            // The unit is there: what it did not answer is at fault.
            before.missed.forEach(request -> rest(new Asked(unit, request), now));
        }
    }

    private void rest(Asked asked, long now) {
        if (!unanswered.containsKey(asked) && unanswered.size() >= MAX_REQUESTS) {
            unanswered.remove(unanswered.keySet().iterator().next());
        }
        unanswered.computeIfAbsent(asked, _ -> new Pause(random)).rest(now);
    }

    /// The unit was asked and did not answer.
    ///
    /// @return true if it is left alone from now on for a while
    boolean silent(PendingRequest inquiry, long now) {
        Pause alone = unanswered.get(Asked.of(inquiry));
        if (alone != null) {
            alone.rest(now);
        }
        Pause pause = silent.computeIfAbsent(inquiry.unit(), _ -> new Pause(random));
        boolean again = alone != null || pause.missed.contains(inquiry.request()) && !good.contains(Asked.of(inquiry));
        if (pause.missed.size() < MAX_REQUESTS) {
            pause.missed.add(inquiry.request());
        }
        if (again) {
            pause.repeats++;
        } else {
            pause.misses++;
        }
        if (known[inquiry.unit()] && pause.misses < MISSES && pause.repeats < REPEATS) {
            if (again && alone == null) {
                rest(Asked.of(inquiry), now);
            }
            return false;
        }
        pause.rest(now);
        return true;
    }

    /// There is no connection to be had: nobody is asked for a while.
    void unreachable(long now, long replies) {
        Pause pause = unreachable;
        if (pause == null) {
            pause = new Pause(random);
            unreachable = pause;
        }
        heard = replies;
        pause.rest(now);
    }
}
