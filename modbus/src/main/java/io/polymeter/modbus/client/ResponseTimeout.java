package io.polymeter.modbus.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How long to wait for a reply: four times the usual latency, but never less than 250 ms and never more than what
/// is configured. Until a reply has come, and again after one has not, all of the configured time.
///
/// So a device that usually answers in 20 ms and is gone costs a quarter of a second, not the whole second.
final class ResponseTimeout {

    private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int SAFETY = 4;

    /// One eighth of each new latency, as TCP's own round-trip estimate has it (RFC 6298, section 2).
    private static final int WEIGHT = 8;

    private final long most;
    private long smoothed;

    ResponseTimeout(Duration most) {
        this.most = most.toNanos();
    }

    /// The wait for the next reply, in ns.
    long limit() {
        return smoothed == 0 ? most : Math.min(most, Math.max(LEAST, SAFETY * smoothed));
    }

    void answered(long nanos) {
        long latency = Math.max(1, nanos);
        smoothed = smoothed == 0 ? latency : smoothed + (latency - smoothed) / WEIGHT;
    }

    void unanswered() {
        smoothed = 0;
    }
}
