package io.polymeter.modbus.client;

import java.util.concurrent.TimeUnit;

/// How long to wait for a reply. Adaptive: four times the usual latency and one and a half times the longest seen,
/// but never less than 250 ms and not more than what is configured, but for a device whose replies came late. Until a
/// reply has come, and again after one has not, all of that time; twice as much after the first of all requests was not
/// answered.
///
/// So a device that usually answers in 20 ms and is gone costs a quarter of a second, not the whole second; one that
/// now and then needs 600 ms gets them.
final class ResponseTimeout {

    private static final long MIN = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int SAFETY = 4;
    private static final int LATEST = 2;

    /// One eighth of each new latency, as TCP's own round-trip estimate has it (RFC 6298, section 2).
    private static final int WEIGHT = 8;

    private final long configured;
    private final boolean adaptive;
    private final LineMemory memory;
    private long smoothed;

    ResponseTimeout(ClientSettings settings, LineMemory memory) {
        this.memory = memory;
        this.configured = settings.timeout().toNanos();
        this.adaptive = settings.adaptive();
    }

    /// The wait for the next reply, in ns.
    long limit() {
        if (!adaptive) {
            return configured;
        }
        long longest = memory.longest();
        if (longest == 0 && memory.missed() != 0) {
            // Nobody knows yet how long it needs, only that the usual time is not enough.
            return LATEST * configured;
        }
        // What has come late once is waited for, even beyond the time that nobody has set.
        long most = longest > configured ? Math.min(LATEST * configured, longest + longest / 4) : configured;
        long needed = Math.max(SAFETY * smoothed, longest + longest / 2);
        return smoothed == 0 ? most : Math.min(most, Math.max(MIN, needed));
    }

    /// How long a reply may at most be under way after its time was over, in ns.
    long longest() {
        return Math.max(memory.longest() * 3 / 2, MIN);
    }

    void answered(long nanos) {
        long latency = Math.max(1, nanos);
        smoothed = smoothed == 0 ? latency : smoothed + (latency - smoothed) / WEIGHT;
        memory.took(latency);
    }

    /// A reply came after its time was over, so that the device needs that long; twice its time at most, as it
    /// may have been something else that came.
    void late(long nanos) {
        memory.took(Math.min(nanos, LATEST * configured));
    }

    void unanswered() {
        smoothed = 0;
    }
}
