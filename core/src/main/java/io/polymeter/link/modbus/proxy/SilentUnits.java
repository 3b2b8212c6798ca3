package io.polymeter.link.modbus.proxy;

import io.polymeter.link.Backoff;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Whom to ask in vain no longer: a device that is gone costs one time-out per pause, whoever wants to read it, and
/// the pauses grow. So the others, and the poll on the same connection, have the time. For one thread.
final class SilentUnits {

    /// A device that comes back is found again within this.
    static final long LONGEST = 10_000_000_000L;

    /// Replies in a row that a unit which usually answers may miss.
    private static final int MISSES = 2;

    private final RandomGenerator random;
    private final Map<Integer, Pause> silent = new HashMap<>();
    private final boolean[] known = new boolean[256];
    private @Nullable Pause unreachable;
    private long heard;

    /// How long somebody is left alone, each time for longer.
    private static final class Pause {
        private final Backoff backoff;
        private int misses;
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

    /// True if it makes sense to ask this unit.
    ///
    /// @param replies how many came on the connection so far, whoever asked: a new one ends its pause
    boolean mayAsk(int unit, long now, long replies) {
        Pause connection = unreachable;
        if (connection != null && !connection.isOver(now) && replies == heard) {
            return false;
        }
        Pause own = silent.get(unit);
        return own == null || own.isOver(now);
    }

    /// The unit answered, whatever.
    void answered(int unit) {
        known[unit] = true;
        unreachable = null;
        silent.remove(unit);
    }

    /// The unit was asked and did not answer.
    ///
    /// @return true if it is left alone from now on for a while
    boolean silent(int unit, long now) {
        Pause pause = silent.computeIfAbsent(unit, _ -> new Pause(random));
        pause.misses++;
        if (known[unit] && pause.misses < MISSES) {
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
