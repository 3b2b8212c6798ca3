package io.polymeter.runtime;

import io.polymeter.link.Standstill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/// Finds links whose threads use a processor without ever waiting, as a loop over something that fails at once does.
/// Such a link is ended with a message that names it and the place, and is run again after its back-off, so that it
/// takes a processor for a part of the time at most.
///
/// A thread that is ready to run each time it is looked at, for [#LOOKS] looks in a row, spins, provided that the
/// process got a processor meanwhile. Where more threads than the machine could run do so, it is the machine that is
/// overloaded, and none of them is blamed.
final class SpinWatch implements Runnable {

    /// So many looks in a row; ten seconds.
    static final int LOOKS = 40;

    private final Collection<SupervisedLink> links;
    private final LongSupplier processor;
    private long used;

    /// @param links may change meanwhile
    /// @param processor nanoseconds of processor time that this process has used; negative: unknown
    SpinWatch(Collection<SupervisedLink> links, LongSupplier processor) {
        this.links = links;
        this.processor = processor;
    }

    /// Of this process, for all threads.
    static long processorNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(-1L);
    }

    /// Looks once.
    @Override
    public void run() {
        List<SupervisedLink> ready = new ArrayList<>();
        boolean half = false;
        for (SupervisedLink link : links) {
            int looks = link.looksReady();
            half |= looks == LOOKS / 2;
            if (looks >= LOOKS) {
                ready.add(link);
            }
        }
        if (half) {
            used = processor.getAsLong();
        }
        if (ready.isEmpty() || ready.size() > 2 * Runtime.getRuntime().availableProcessors() || !computed()) {
            return;
        }
        ready.forEach(SupervisedLink::endSpinning);
    }

    /// Whether the process has used half of a processor at least since the middle of the looks.
    private boolean computed() {
        long now = processor.getAsLong();
        return now < 0 || now - used >= LOOKS / 2 * Standstill.BEAT.toNanos() / 2;
    }
}
