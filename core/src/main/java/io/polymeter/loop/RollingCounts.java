package io.polymeter.loop;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/// Counters that tell what was counted since the start, in the last ten minutes and in the last day. Counting
/// is an atomic addition by any thread: no lock, no allocation. What they were at the beginning of each minute
/// and hour is kept, and a window is a difference, which is right even where a counter has wrapped.
final class RollingCounts {

    private static final long MINUTE = 60_000_000_000L;
    private static final int MINUTES = 10;
    private static final int HOURS = 24;
    // A reader that is slower than three minutes may see a slot that was used anew.
    private static final int SPARE = 3;

    /// Which window.
    enum Window {
        /// The last ten minutes, up to one more.
        TEN_MINUTES,
        /// The last 24 hours, up to one more.
        DAY,
        /// Since the start.
        ALL
    }

    private final long begin;
    private final AtomicIntegerArray counts;
    private final int[][] minutes;
    private final int[][] hours;
    private final AtomicLong minute = new AtomicLong();
    private final AtomicBoolean turning = new AtomicBoolean();

    /// @param size how many counters
    /// @param begin nanoseconds of the clock that all later moments are from
    RollingCounts(int size, long begin) {
        this.begin = begin;
        this.counts = new AtomicIntegerArray(size);
        this.minutes = new int[MINUTES + SPARE][size];
        this.hours = new int[HOURS + SPARE][size];
    }

    /// Keeps what the counters are where another minute has begun. Call it before [#count].
    void turn(long now) {
        long at = minuteOf(now);
        long last = minute.get();
        if (at > last && turning.compareAndSet(false, true)) {
            try {
                keep(minute.get(), at);
            } finally {
                turning.set(false);
            }
        }
    }

    private void keep(long last, long at) {
        if (at <= last) {
            return;
        }
        for (long m = Math.max(last + 1, at - minutes.length + 1); m <= at; m++) {
            copy(minutes[(int) (m % minutes.length)]);
        }
        long hour = at / 60;
        for (long h = Math.max(last / 60 + 1, hour - hours.length + 1); h <= hour; h++) {
            copy(hours[(int) (h % hours.length)]);
        }
        minute.set(at);
    }

    private void copy(int[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = counts.getPlain(i);
        }
    }

    void count(int counter) {
        counts.getAndIncrement(counter);
    }

    /// What a window counted.
    int[] window(Window window, long now) {
        long at = minuteOf(now);
        long last = minute.get();
        int[] result = new int[counts.length()];
        int[] base = switch (window) {
            case ALL -> null;
            case TEN_MINUTES -> base(minutes, at - MINUTES, last, result);
            case DAY -> base(hours, at / 60 - HOURS, last / 60, result);
        };
        if (base == result) {
            return result;
        }
        for (int i = 0; i < result.length; i++) {
            result[i] = counts.get(i) - (base == null ? 0 : base[i]);
        }
        return result;
    }

    /// @return null where the window reaches back to the start, `nothing` where all was counted before it
    private static int[] base(int[][] ring, long wanted, long last, int[] nothing) {
        if (wanted > last) {
            return nothing;
        }
        return wanted <= 0 ? new int[nothing.length] : ring[(int) (wanted % ring.length)];
    }

    private long minuteOf(long now) {
        return Math.max(0, now - begin) / MINUTE;
    }
}
