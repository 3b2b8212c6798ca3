package io.polymeter.modbus.client;

import java.util.concurrent.TimeUnit;

/// How long to wait for a reply. Adaptive: four times the usual latency and one and a half times the longest seen,
/// but never less than 250 ms and never more than what is configured. Until a reply has come, and again after one
/// has not, all of the configured time.
///
/// So a device that usually answers in 20 ms and is gone costs a quarter of a second, not the whole second; one that
/// now and then needs 600 ms gets them.
final class ResponseTimeout {

    private static final long MIN = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int SAFETY = 4;

    /// One eighth of each new latency, as TCP's own round-trip estimate has it (RFC 6298, section 2).
    private static final int WEIGHT = 8;

    private final long configured;
    private final boolean adaptive;
    private long smoothed;
    private long longest;

    ResponseTimeout(ClientSettings settings) {
        this.configured = settings.timeout().toNanos();
        this.adaptive = settings.adaptive();
    }

    /// The wait for the next reply, in ns.
    long limit() {
        if (!adaptive || smoothed == 0) {
            return configured;
        }
        long needed = Math.max(SAFETY * smoothed, longest + longest / 2);
        return Math.min(configured, Math.max(MIN, needed));
    }

    /// How long a reply may at most be under way after its time was over, in ns.
    long longest() {
        return Math.max(longest, MIN);
    }

    void answered(long nanos) {
        long latency = Math.max(1, nanos);
        smoothed = smoothed == 0 ? latency : smoothed + (latency - smoothed) / WEIGHT;
        longest = Math.max(longest, latency);
    }

    /// A reply came after its time was over, so that the device needs that long.
    void late(long nanos) {
        longest = Math.max(longest, nanos);
    }

    void unanswered() {
        smoothed = 0;
    }
}
