package io.polymeter.app.live;

import io.polymeter.link.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Has the whole heap collected when everything has started, and again when much has gathered since.
///
/// Only a whole collection sets how large the young generation is. Of its first size, made for one meter, the stacks of
/// a thousand waiting threads would go to the old generation each second. A stack that has got there is of no more use
/// to its thread, which takes a new one; and the serial collector rather takes memory from the machine, up to a quarter
/// of all there is, than look for what is of no more use.
public final class HeapWatch {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    /// What may gather beside half of what was in use after a collection, so that a small site never collects.
    private static final long ROOM = 24L << 20;

    private final Clock clock;
    private final LongSupplier used;
    private final Runnable collector;

    /// Watches the heap of this process.
    public HeapWatch(Clock clock) {
        this(clock, HeapWatch::usedHere, System::gc);
    }

    /// @param used how much of the heap is in use, in bytes
    /// @param collector collects the whole heap
    HeapWatch(Clock clock, LongSupplier used, Runnable collector) {
        this.clock = clock;
        this.used = used;
        this.collector = collector;
    }

    /// Does not return.
    ///
    /// @throws InterruptedException when its thread is to end
    public void run() throws InterruptedException {
        long kept = collect();
        while (true) {
            clock.sleep(PAUSE);
            if (used.getAsLong() > kept + kept / 2 + ROOM) {
                kept = collect();
            }
        }
    }

    private long collect() {
        collector.run();
        return used.getAsLong();
    }

    private static long usedHere() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
