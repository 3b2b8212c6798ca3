package io.polymeter.lab.world;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Words;
import io.polymeter.twin.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The meter's script: its measuring cycle, what it pushes, and what is wrong with it at present.
final class Ksem {

    /// How its slave side answers.
    enum Mood {
        WELL,
        /// Takes requests and says nothing.
        SILENT,
        /// Answers after the client has given up.
        LATE,
        /// Answers with the transaction id of another request.
        CONFUSED,
        /// Breaks off in the middle of an answer.
        BREAKING
    }

    static final String ADDRESS = "192.168.178.100";
    static final String OTHER_ADDRESS = "192.168.178.101";
    static final int POLL_PORT = 502;
    private static final long STATIC_CYCLE = 1;

    final Timeline timeline;
    final Network network;
    final Ledger ledger;
    final SplittableRandom random;
    private final long cycleTime;
    private final List<Request> frames;
    private String address = ADDRESS;
    private Mood mood = Mood.WELL;
    private long moodUntil;
    private long deadUntil;
    private long quietUntil;

    Ksem(Network network, Ledger ledger, SplittableRandom random) {
        this.timeline = network.timeline();
        this.network = network;
        this.ledger = ledger;
        this.random = random;
        this.cycleTime = (random.nextBoolean() ? 200 : 500) * Conditions.MS;
        this.frames = frames(random.nextInt(4));
    }

    /// The frames of a cycle as `WriteMultipleRegisters` without their words: how the registers are divided.
    private static List<Request> frames(int layout) {
        int[][] runs = switch (layout) {
            case 0 -> new int[][] {{0, 28}, {40, 106}};
            case 1 -> new int[][] {{0, 100}, {100, 48}};
            // Cuts the value at 24 in two: nobody promised that the device does not.
            case 2 -> new int[][] {{0, 25}, {25, 60}, {85, 63}};
            default -> new int[][] {{0, 28}, {40, 26}, {80, 26}, {120, 26}};
        };
        List<Request> frames = new ArrayList<>();
        for (int[] run : runs) {
            frames.add(new Request.ReadHoldingRegisters(run[0], run[1]));
        }
        return frames;
    }

    long cycleTime() {
        return cycleTime;
    }

    long cycle() {
        return 100 + timeline.now() / cycleTime;
    }

    /// What a register run holds now.
    Words words(int at, int count, long cycle) {
        return Stamp.words(at, count, at >= 8192 && at < 8249 ? STATIC_CYCLE : cycle);
    }

    long cycleOf(int at, long cycle) {
        return at >= 8192 && at < 8249 ? STATIC_CYCLE : cycle;
    }

    /// The writes of one cycle.
    List<Request.WriteMultipleRegisters> writes(long cycle) {
        List<Request.WriteMultipleRegisters> writes = new ArrayList<>();
        for (Request frame : frames) {
            if (frame instanceof Request.ReadHoldingRegisters(int at, int count)) {
                writes.add(new Request.WriteMultipleRegisters(at, Stamp.words(at, count, cycle)));
            }
        }
        return writes;
    }

    String address() {
        return address;
    }

    /// Gets another address from the router.
    void move() {
        network.reset(address);
        network.shut(address, POLL_PORT);
        address = address.equals(ADDRESS) ? OTHER_ADDRESS : ADDRESS;
        network.name("ksem.home", address);
    }

    /// The slave side behaves so until a moment.
    void behave(Mood next, long until) {
        mood = next;
        moodUntil = until;
    }

    Mood mood() {
        return timeline.now() < moodUntil ? mood : Mood.WELL;
    }

    /// Nothing listens and connections are reset, until a moment.
    void pollDead(long until) {
        deadUntil = Math.max(deadUntil, until);
    }

    boolean isPollDead() {
        return timeline.now() < deadUntil;
    }

    /// Nothing is pushed until a moment.
    void pushQuiet(long until) {
        quietUntil = Math.max(quietUntil, until);
    }

    boolean isPushQuiet() {
        return timeline.now() < quietUntil;
    }
}
