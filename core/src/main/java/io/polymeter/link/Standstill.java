package io.polymeter.link;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Notices that this process stood still: it was stopped, its machine was suspended, or it was given no time. What is
/// received right after that waited in a queue, of the network or of the operating system, and nobody knows since when:
/// it is dated at the beginning of the standstill. For any thread.
public final class Standstill {

    /// How often [#beat] is called while the process runs.
    public static final Duration BEAT = Duration.ofMillis(250);

    /// A shorter standstill is a busy machine.
    static final long SHORTEST = 1_000_000_000L;

    /// Queues are emptied much faster than they were filled, and after this time at the latest.
    static final long SETTLED = 2_000_000_000L;

    private volatile long seen;
    private volatile @Nullable Gap last;
    private long count;
    private long told;

    private record Gap(long from, long until) {

        boolean settles(long now) {
            return now - until < Math.min(SETTLED, until - from);
        }
    }

    /// @param now nanoseconds of the monotonic clock, as everywhere here
    public Standstill(long now) {
        seen = now;
    }

    /// The process runs.
    ///
    /// @return how long it stood still before, if it did since the last call; else 0
    public synchronized long beat(long now) {
        look(now);
        seen = now;
        Gap gap = last;
        long length = gap != null && count > told ? gap.until() - gap.from() : 0;
        told = count;
        return length;
    }

    /// How often it stood still.
    public synchronized long count() {
        return count;
    }

    /// The latest instant of which something that is received now can be said to tell.
    public long received(long now) {
        if (now - seen > SHORTEST) {
            look(now);
        }
        Gap gap = last;
        return gap != null && gap.settles(now) ? gap.from() : now;
    }

    private synchronized void look(long now) {
        if (now - seen > SHORTEST) {
            Gap before = last;
            // What waited through the standstill before may be waiting still.
            last = new Gap(before != null && before.settles(seen) ? before.from() : seen, now);
            seen = now;
            count++;
        }
    }
}
