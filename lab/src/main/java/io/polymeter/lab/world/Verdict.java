package io.polymeter.lab.world;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.twin.Timeline;

/// Judges the answers that readers get, and what they should get.
final class Verdict {

    /// How long a source may need to be found again: the longest back-off and a round of everything.
    static final long RECOVERY = 75 * Conditions.SECOND;

    /// The device always pushes what stands before.
    private static final int PUSHED = 146;

    private static final long START = 10 * Conditions.SECOND;

    private final Timeline timeline;
    private final Ledger ledger;
    private long pollTroubleUntil = Conditions.SECOND;
    private long fresh;
    private long staleLive;
    private long staleOther;
    private long missing;

    Verdict(Timeline timeline, Ledger ledger) {
        this.timeline = timeline;
        this.ledger = ledger;
    }

    /// What is polled may be lost until then, and for the time of the recovery.
    void pollTrouble(long until) {
        pollTroubleUntil = Math.max(pollTroubleUntil, until);
    }

    /// Whether the poll has had the time to find its device.
    boolean pollMustWork() {
        return timeline.now() > pollTroubleUntil + RECOVERY;
    }

    /// Judges the answer to a read.
    void answered(Ledger.Eye eye, Request.ReadHoldingRegisters read, Response response) {
        int address = read.address();
        int count = read.quantity();
        switch (response) {
            case Response.ReadRegisters(int _, var words) -> {
                if (words.count() != count) {
                    throw new Violation(words.count() + " registers instead of " + count);
                }
                ledger.judge(eye, address, words, timeline.now());
                fresh++;
            }
            case Response.Refusal(int function, var code) -> {
                if (function != 3) {
                    throw new Violation("function 3 was refused as function " + function);
                }
                refused(eye, address, count, code.code());
            }
            default -> throw new Violation("a read was answered with " + response);
        }
    }

    private void refused(Ledger.Eye eye, int address, int count, int code) {
        boolean there = true;
        boolean flow = address >= 40_000;
        for (int at = address; at < address + count; at++) {
            there &= ledger.group(at) != null;
        }
        if (code == 2) {
            if (there && !flow) {
                throw new Violation("registers " + address + "+" + count + " were refused as absent");
            }
            missing++;
            return;
        }
        if (code != 4 || !there) {
            throw new Violation("registers " + address + "+" + count + " were refused with code " + code);
        }
        if (address + count <= PUSHED) {
            live(eye, address, count);
        } else if (address >= PUSHED) {
            other(address, count);
        }
    }

    private void live(Ledger.Eye eye, int address, int count) {
        staleLive += timeline.now() > START ? 1 : 0;
        if (ledger.mustShow(eye, address, count, timeline.now())) {
            throw new Violation("registers " + address + "+" + count + " were refused though they are fresh");
        }
    }

    private void other(int address, int count) {
        staleOther += timeline.now() > START ? 1 : 0;
        if (pollMustWork()) {
            throw new Violation(
                    "registers " + address + "+" + count + " were refused though the poll has been well since "
                            + (timeline.now() - pollTroubleUntil) / Conditions.MS + " ms");
        }
    }

    long fresh() {
        return fresh;
    }

    /// Refusals of what is pushed, without those of the start.
    long staleLive() {
        return staleLive;
    }

    /// Refusals of what is polled, without those of the start.
    long staleOther() {
        return staleOther;
    }

    long missing() {
        return missing;
    }
}
