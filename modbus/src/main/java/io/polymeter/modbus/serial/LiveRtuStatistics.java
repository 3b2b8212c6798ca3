package io.polymeter.modbus.serial;

import io.polymeter.modbus.RtuCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Counts on serial threads, and is read from elsewhere.
final class LiveRtuStatistics {

    // 2^23 µs are eight seconds: beyond every limit for replies.
    private static final int BUCKETS = 24;

    final AtomicLong requests = new AtomicLong();
    final AtomicLong answered = new AtomicLong();
    private final AtomicLong foreign = new AtomicLong();
    private final AtomicLong crcErrors = new AtomicLong();
    private final AtomicLong noise = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    final AtomicLong late = new AtomicLong();
    final AtomicLong silent = new AtomicLong();
    final AtomicLong broadcasts = new AtomicLong();
    final AtomicLong echoes = new AtomicLong();
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong most = new AtomicLong();
    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    /// Adds what one parser has counted between two moments.
    void add(RtuCounters before, RtuCounters now) {
        foreign.addAndGet(now.foreign() - before.foreign());
        crcErrors.addAndGet(now.crcErrors() - before.crcErrors());
        noise.addAndGet(now.noiseBytes() - before.noiseBytes());
        dropped.addAndGet(now.dropped() - before.dropped());
    }

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
                dropped.get(),
                late.get(),
                silent.get(),
                broadcasts.get(),
                echoes.get(),
                new RtuStatistics.Turnaround(last.get(), most.get(), List.copyOf(copied)));
    }
}
