package io.polymeter.modbus.server;

import java.util.concurrent.atomic.LongAdder;

/// The counters of a listener while they count: written by the loop, read by anyone.
final class LiveServerCounters {

    final LongAdder accepted = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder notAdmitted = new LongAdder();
    final LongAdder overLimit = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder protocolErrors = new LongAdder();
    final LongAdder handshakeFailures = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder refusals = new LongAdder();
    final LongAdder silent = new LongAdder();
    final LongAdder failures = new LongAdder();

    ServerCounters snapshot() {
        // Closed is read first, so that the difference is never negative.
        long ended = closed.sum();
        long taken = accepted.sum();
        return new ServerCounters(
                Math.toIntExact(taken - ended),
                taken,
                notAdmitted.sum(),
                overLimit.sum(),
                timedOut.sum(),
                protocolErrors.sum(),
                handshakeFailures.sum(),
                requests.sum(),
                refusals.sum(),
                silent.sum(),
                failures.sum());
    }
}
