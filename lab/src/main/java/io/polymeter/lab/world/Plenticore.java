package io.polymeter.lab.world;

import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.twin.Timeline;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The master of the serial bus: reads the ranges an inverter reads, and talks to another slave in between.
final class Plenticore {

    private static final int[][] RANGES = {
        {0, 28},
        {0, 100},
        {100, 48},
        {40, 106},
        {512, 100},
        {612, 100},
        {712, 80},
        {8192, 57},
        {24, 2},
        {600, 64},
        {146, 2},
        {148, 10},
        {40_972, 41},
        {60_000, 1},
        {700, 92}
    };
    private static final long REPLY_WITHIN = 300 * Conditions.MS;
    // The request's end, the turnaround and what a USB adapter adds.
    private static final long LATE = 110 * Conditions.MS;
    private static final int OURS = 1;
    private static final int OTHER = 5;

    private final Timeline timeline;
    // An answer is made when its request has ended, and said after the turnaround.
    private final Ledger.Eye eye = new Ledger.Eye(3 * Conditions.MS);
    private final SerialBus bus;
    private final SerialParameters line = new SerialParameters(38_400, SerialParameters.Parity.NONE, 2);
    private final Noise noise;
    private final Verdict verdict;
    private final SplittableRandom random;
    private final long period;
    private @Nullable Question open;
    private long troubleUntil;
    private long asked;
    private long answered;

    /// What was asked of us.
    private record Question(int address, int count, long sentAt, boolean mustAnswer) {}

    Plenticore(Timeline timeline, SerialBus bus, Verdict verdict, SplittableRandom random) {
        this.timeline = timeline;
        this.bus = bus;
        this.verdict = verdict;
        this.random = random;
        this.noise = new Noise(timeline, random.split());
        this.period = (200 + random.nextInt(800)) * Conditions.MS;
        bus.listen(this::heard);
        timeline.in(period, this::turn);
    }

    Noise noise() {
        return noise;
    }

    /// Our side may miss requests until then, and for the time of the recovery.
    void trouble(long until) {
        troubleUntil = Math.max(troubleUntil, until);
    }

    long asked() {
        return asked;
    }

    long answered() {
        return answered;
    }

    private void turn() {
        switch (random.nextInt(8)) {
            case 0 -> askOther(false);
            case 1 -> askOther(timeline.now() > noise.until() + 3 * Conditions.SECOND);
            default -> ask();
        }
        timeline.in(period + random.nextLong(20 * Conditions.MS), this::turn);
    }

    private void ask() {
        int[] range = RANGES[random.nextInt(RANGES.length)];
        byte[] frame = frame(OURS, new Request.ReadHoldingRegisters(range[0], range[1]));
        long sent = timeline.now() + line.characters(frame.length);
        asked++;
        boolean clean = sent > noise.until() + 3 * Conditions.SECOND;
        boolean must = clean && bus.isOpen() && sent > troubleUntil + Verdict.RECOVERY;
        Question question = new Question(range[0], range[1], sent, must);
        open = question;
        send(frame, sent);
        timeline.at(sent + REPLY_WITHIN, () -> expire(question));
    }

    private void expire(Question question) {
        if (open == question) {
            open = null;
            if (question.mustAnswer() && question.sentAt() > troubleUntil + Verdict.RECOVERY) {
                throw new Violation("no reply to a read of " + question.address() + "+" + question.count());
            }
        }
    }

    /// Another slave is asked and answers; its answer may hold what looks like a request to us.
    private void askOther(boolean tricky) {
        byte[] request = frame(OTHER, new Request.ReadHoldingRegisters(random.nextInt(1000), 40));
        byte[] data = new byte[80];
        random.nextBytes(data);
        if (tricky) {
            byte[] trap = frame(OURS, new Request.ReadHoldingRegisters(0, 28));
            System.arraycopy(trap, 0, data, 10, trap.length);
        }
        byte[] reply = frame(OTHER, new Response.ReadRegisters(3, io.polymeter.modbus.Words.wrap(data)));
        long asked = timeline.now() + line.characters(request.length);
        send(request, asked);
        long begun = asked + (5 + random.nextInt(40)) * Conditions.MS;
        send(reply, begun + line.characters(reply.length));
    }

    /// Puts bytes on the line; the adapter hands them over in one or two pieces.
    private void send(byte[] frame, long complete) {
        byte[] bytes = noise.spoil(frame, OURS);
        int cut = bytes.length > 1 && random.nextInt(4) == 0 ? 1 + random.nextInt(bytes.length - 1) : 0;
        if (cut > 0) {
            long first = complete - line.characters(bytes.length - cut);
            timeline.at(first, () -> bus.arrive(Arrays.copyOf(bytes, cut)));
        }
        if (bytes.length > 0) {
            timeline.at(complete, () -> bus.arrive(Arrays.copyOfRange(bytes, cut, bytes.length)));
        }
    }

    private void heard(byte[] bytes) {
        Question question = open;
        if (question == null) {
            throw new Violation("somebody spoke on the bus without being asked");
        }
        long now = timeline.now();
        if (now < question.sentAt()) {
            throw new Violation("a reply began before its request had ended");
        }
        if (now - question.sentAt() > LATE) {
            throw new Violation("a reply began " + (now - question.sentAt()) / Conditions.MS + " ms after its request");
        }
        open = null;
        answered++;
        if (Rtu16.of(bytes, bytes.length) != 0 || bytes[0] != OURS) {
            throw new Violation("a reply of unit " + bytes[0] + " or with a wrong CRC");
        }
        var request = new Request.ReadHoldingRegisters(question.address(), question.count());
        ByteBuffer pdu = ByteBuffer.wrap(bytes, 1, bytes.length - 3);
        verdict.answered(eye, request, Pdu.decodeResponse(pdu, request));
    }

    private static byte[] frame(int unit, Request request) {
        ByteBuffer out = ByteBuffer.allocate(Rtu.MAX_LENGTH);
        Rtu.encode(unit, request, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] frame(int unit, Response response) {
        ByteBuffer out = ByteBuffer.allocate(Rtu.MAX_LENGTH);
        Rtu.encode(unit, response, out);
        return Arrays.copyOf(out.array(), out.position());
    }
}
