package io.polymeter.modbus.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Counts on serial threads, and is read from elsewhere.
final class RtuCounters {

    // 2^23 µs are eight seconds: beyond every limit for replies.
    private static final int BUCKETS = 24;

    final AtomicLong requests = new AtomicLong();
    final AtomicLong answered = new AtomicLong();
    final AtomicLong foreign = new AtomicLong();
    final AtomicLong crcErrors = new AtomicLong();
    final AtomicLong noise = new AtomicLong();
    final AtomicLong late = new AtomicLong();
    final AtomicLong silent = new AtomicLong();
    final AtomicLong broadcasts = new AtomicLong();
    final AtomicLong echoes = new AtomicLong();
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong most = new AtomicLong();
    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    void turnaround(long nanos) {
        last.set(nanos);
        if (nanos > most.get()) {
            most.accumulateAndGet(nanos, Math::max);
        }
        long micros = Math.max(1, (nanos + 999) / 1_000);
        counts.incrementAndGet(Math.min(BUCKETS - 1, 64 - Long.numberOfLeadingZeros(micros - 1)));
    }

    RtuStatistics snapshot() {
        List<Long> copied = new ArrayList<>(BUCKETS);
        for (int i = 0; i < BUCKETS; i++) {
            copied.add(counts.get(i));
        }
        return new RtuStatistics(
                requests.get(),
                answered.get(),
                foreign.get(),
                crcErrors.get(),
                noise.get(),
                late.get(),
                silent.get(),
                broadcasts.get(),
                echoes.get(),
                new RtuStatistics.Turnaround(last.get(), most.get(), List.copyOf(copied)));
    }
}
