package io.polymeter.loop;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// The timing of one output's group: how old its data is when it leaves, how regularly it is asked for and
/// received, how often it is repeated and how much of it never leaves. Recording is lock-free and allocates
/// nothing.
public final class GroupTiming {

    private static final int AGE = 0;
    private static final int POLL = Buckets.COUNT;
    private static final int SOURCE = 2 * Buckets.COUNT;
    private static final int ANSWERS = 3 * Buckets.COUNT;
    private static final int DISTINCT = ANSWERS + 1;
    private static final int RECEIVED = ANSWERS + 2;
    private static final int DELIVERED = ANSWERS + 3;
    private static final int UNTRACKED = ANSWERS + 4;

    /// So many kinds of requests (a client and the address it begins at) are told apart.
    static final int ASKERS = 32;

    private static final int FIELDS = 3;
    private static final long FORGET = 600_000_000_000L;

    private final RollingCounts counts;
    // Of each kind of request: who, the moment of the last, and the instant of the data it got.
    private final AtomicLongArray askers = new AtomicLongArray(ASKERS * FIELDS);
    private final AtomicLong received = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong delivered = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong ageMicros = new AtomicLong();

    /// @param begin the present moment
    public GroupTiming(long begin) {
        counts = new RollingCounts(UNTRACKED + 1, begin);
        for (int slot = 0; slot < ASKERS * FIELDS; slot += FIELDS) {
            askers.setPlain(slot + 1, Long.MIN_VALUE);
        }
    }

    /// A request was answered with data of this group.
    ///
    /// @param asker tells apart who asks and what for: one device that reads a meter in three parts asks three
    ///     ways, each at its own period
    /// @param instant when the oldest data in the answer was received
    public void answered(long asker, long now, long instant) {
        counts.turn(now);
        counts.count(AGE + Buckets.of(now - instant));
        ageMicros.getAndAdd(Math.max(0, now - instant) / 1000);
        if (raise(delivered, instant) != instant) {
            counts.count(DELIVERED);
        }
        int slot = slot(asker == 0 ? 1 : asker, now);
        if (slot < 0) {
            counts.count(UNTRACKED);
            return;
        }
        long last = askers.getAndSet(slot + 1, now);
        long shown = askers.getAndSet(slot + 2, instant);
        counts.count(ANSWERS);
        if (last == Long.MIN_VALUE || shown != instant) {
            counts.count(DISTINCT);
        }
        if (last != Long.MIN_VALUE) {
            counts.count(POLL + Buckets.of(now - last));
        }
    }

    /// Data of this group was received. The same instant again counts once.
    public void received(long instant) {
        long before = raise(received, instant);
        if (before < instant) {
            counts.turn(instant);
            counts.count(RECEIVED);
            if (before != Long.MIN_VALUE) {
                counts.count(SOURCE + Buckets.of(instant - before));
            }
        }
    }

    /// @return what it was; the instant itself where it was that or later
    private static long raise(AtomicLong latest, long instant) {
        long before = latest.get();
        while (before < instant && !latest.compareAndSet(before, instant)) {
            before = latest.get();
        }
        return Math.min(before, instant);
    }

    /// @return where an asker's fields are, -1 where all places are taken
    private int slot(long asker, long now) {
        int first = (int) Long.remainderUnsigned(asker * 0x9E3779B97F4A7C15L, ASKERS);
        for (int i = 0; i < ASKERS; i++) {
            int slot = (first + i) % ASKERS * FIELDS;
            long who = askers.get(slot);
            if (who == asker) {
                return slot;
            }
            if (who == 0 && askers.compareAndSet(slot, 0, asker)) {
                return slot;
            }
            if (askers.get(slot) == asker) {
                return slot;
            }
        }
        return forgotten(asker, now);
    }

    /// Takes the place of somebody who has not asked for ten minutes.
    private int forgotten(long asker, long now) {
        for (int slot = 0; slot < ASKERS * FIELDS; slot += FIELDS) {
            long who = askers.get(slot);
            long last = askers.get(slot + 1);
            if (last != Long.MIN_VALUE && now - last > FORGET && askers.compareAndSet(slot, who, asker)) {
                askers.set(slot + 1, Long.MIN_VALUE);
                return slot;
            }
        }
        return -1;
    }

    /// The figures of the last ten minutes.
    public Timing recent(long now) {
        return timing(counts.window(RollingCounts.Window.TEN_MINUTES, now));
    }

    /// The figures of the last 24 hours.
    public Timing day(long now) {
        return timing(counts.window(RollingCounts.Window.DAY, now));
    }

    /// The figures since the start, whose counts only grow.
    public Timing all(long now) {
        return timing(counts.window(RollingCounts.Window.ALL, now));
    }

    /// The ages of all answers since the start together, in seconds.
    public double ageSum() {
        return ageMicros.get() / 1e6;
    }

    private static Timing timing(int[] window) {
        return new Timing(
                part(window, AGE),
                part(window, POLL),
                part(window, SOURCE),
                new Timing.Tally(
                        window[ANSWERS], window[DISTINCT], window[RECEIVED], window[DELIVERED], window[UNTRACKED]));
    }

    private static Distribution part(int[] window, int from) {
        return new Distribution(Arrays.copyOfRange(window, from, from + Buckets.COUNT));
    }
}
