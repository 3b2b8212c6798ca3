package io.polymeter.link;

import java.util.concurrent.atomic.AtomicLongArray;

/// Requests a second, the mean of the last ten. Written by several threads, read by anybody; nobody ever waits.
final class RequestRate {

    private static final int SECONDS = 10;
    // Each slot holds a second in its high bits and the requests of that second in the low 24.
    private static final int COUNT_BITS = 24;
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLongArray slots = new AtomicLongArray(SECONDS + 2);

    /// Adds requests, far fewer than 2^24 in a second.
    void count(int count, long now) {
        long second = Math.floorDiv(now, SECOND);
        slots.accumulateAndGet((int) Math.floorMod(second, (long) slots.length()), second, (slot, at) -> {
            long begun = at << COUNT_BITS;
            return slot >> COUNT_BITS == at ? slot + count : begun + count;
        });
    }

    /// Over the last whole seconds: the running one would make the figure swing.
    double perSecond(long now) {
        long second = Math.floorDiv(now, SECOND);
        long sum = 0;
        for (int i = 0; i < slots.length(); i++) {
            long slot = slots.get(i);
            long age = second - (slot >> COUNT_BITS);
            if (slot != 0 && age >= 1 && age <= SECONDS) {
                sum += slot & (1L << COUNT_BITS) - 1;
            }
        }
        return (double) sum / SECONDS;
    }
}
