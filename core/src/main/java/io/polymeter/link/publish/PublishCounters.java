package io.polymeter.link.publish;

import io.polymeter.link.OutputStatistics;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// What an output has told: written by its link, read by anybody.
public final class PublishCounters {

    private static final int SECONDS = 10;
    private static final long SECOND = 1_000_000_000L;
    private static final int COUNT_BITS = 20;

    private final String consumer;
    private final LongAdder told = new LongAdder();
    private final LongAdder lost = new LongAdder();
    // Each holds a second and how often something was told in it.
    private final AtomicLongArray slots = new AtomicLongArray(SECONDS + 2);

    /// @param consumer who is told
    public PublishCounters(String consumer) {
        this.consumer = consumer;
    }

    /// Counts what was told and taken.
    public void told(int count, long now) {
        told.add(count);
        long second = Math.floorDiv(now, SECOND);
        slots.accumulateAndGet((int) Math.floorMod(second, (long) slots.length()), second, (slot, at) -> {
            long begun = at << COUNT_BITS;
            return slot >> COUNT_BITS == at ? slot + count : begun + count;
        });
    }

    /// Counts what will never be told.
    public void lost(int count) {
        lost.add(count);
    }

    /// The figures now.
    public OutputStatistics snapshot(long now) {
        long second = Math.floorDiv(now, SECOND);
        long sum = 0;
        for (int i = 0; i < slots.length(); i++) {
            long slot = slots.get(i);
            long age = second - (slot >> COUNT_BITS);
            if (slot != 0 && age >= 1 && age <= SECONDS) {
                sum += slot & (1L << COUNT_BITS) - 1;
            }
        }
        long dropped = lost.sum();
        Map<String, Long> refused = dropped == 0 ? Map.of() : Map.of("dropped", dropped);
        long taken = told.sum();
        return new OutputStatistics(
                taken + dropped, taken, refused, 0, taken == 0 ? "" : consumer, (double) sum / SECONDS, 0, 0, 0);
    }
}
