package io.polymeter.lab.world;

import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A meter that writes its power to us each second, as sloppily as in the field.
final class SloppyPusher {

    static final String ADDRESS = "192.168.178.83";
    static final int PORT = 5020;

    private static final String STRANGER = "192.168.178.99";
    private static final int UNIT = 1;
    private static final int NOWHERE = 300;

    /// Registers of the power: import and export.
    private static final int WHOLE = 4;

    /// In which way it deviates.
    enum Habit implements Deviation {
        RIGHT(null),
        SILENT("nothing received any more"),
        IN_HALVES(null),
        ELSEWHERE("write of registers 300-301"),
        A_STRANGER_WRITES(null),
        WRONG_COUNT(null),
        BREAKS_OFF(null),
        RECONNECTS(null);

        private final @Nullable String words;

        Habit(@Nullable String words) {
            this.words = words;
        }

        @Override
        public @Nullable String words() {
            return words;
        }
    }

    private final Network network;
    private final SplittableRandom random;
    private Habit habit = Habit.RIGHT;
    private @Nullable Talk talk;
    private @Nullable Talk stranger;

    SloppyPusher(Network network, SplittableRandom random) {
        this.network = network;
        this.random = random;
        network.timeline().in(2 * Conditions.SECOND, this::turn);
    }

    /// Behaves so from now on.
    void turn(Habit next) {
        habit = next;
    }

    private void turn() {
        network.timeline().in(Conditions.SECOND, this::turn);
        Talk open = talk;
        if (open == null || !open.end.isOpen()) {
            talk = connect(ADDRESS);
        } else if (open.asked == null) {
            push(open);
        }
        if (habit == Habit.A_STRANGER_WRITES) {
            Talk other = stranger;
            if (other == null || !other.end.isOpen()) {
                stranger = connect(STRANGER);
            } else if (other.asked == null) {
                other.write(0, Words.of(0, 9_999_0 & 0xffff, 0, 0));
            }
        }
    }

    private @Nullable Talk connect(String from) {
        Wire wire = new Wire(network, from, World.HERE);
        Talk next = new Talk(wire.client);
        wire.client.listen(next);
        return network.connect(wire, PORT) == Network.Attempt.TAKEN ? next : null;
    }

    private void push(Talk to) {
        int tenths = 10 * SloppyMeter.watts(network.now() / Conditions.SECOND);
        Words words = Words.of(tenths >>> 16, tenths & 0xffff, 0, 0);
        switch (habit) {
            case SILENT -> {}
            case IN_HALVES -> {
                to.write(0, words.slice(0, 1));
                to.next = new Request.WriteMultipleRegisters(1, words.slice(1, 3));
            }
            case ELSEWHERE -> {
                to.write(0, words);
                to.next = new Request.WriteMultipleRegisters(NOWHERE, Words.of(1, 2));
            }
            case WRONG_COUNT -> {
                if (random.nextBoolean()) {
                    byte[] frame = to.frame(new Request.WriteMultipleRegisters(0, words));
                    frame[12] = (byte) (frame[12] + 2);
                    to.end.send(frame, null);
                    to.asked = new Request.WriteMultipleRegisters(0, words);
                    to.whole = false;
                } else {
                    to.write(0, words);
                }
            }
            case BREAKS_OFF -> {
                byte[] frame = to.frame(new Request.WriteMultipleRegisters(0, words));
                to.end.send(Arrays.copyOf(frame, 1 + random.nextInt(frame.length - 1)), null);
                network.timeline().in(100 * Conditions.MS, to.end::abort);
            }
            case RECONNECTS -> {
                to.write(0, words);
                network.timeline().in(400 * Conditions.MS, to.end::close);
            }
            default -> to.write(0, words);
        }
    }

    private final class Talk implements Wire.Ear {

        private final MbapParser parser = new MbapParser();
        private final Wire.End end;
        private @Nullable Request asked;
        private @Nullable Request next;
        private boolean whole;

        private Talk(Wire.End end) {
            this.end = end;
        }

        private byte[] frame(Request request) {
            ByteBuffer out = ByteBuffer.allocate(Mbap.MAX_LENGTH);
            Mbap.encode(1, UNIT, request, out);
            return Arrays.copyOf(out.array(), out.position());
        }

        private void write(int at, Words words) {
            send(new Request.WriteMultipleRegisters(at, words));
        }

        private void send(Request request) {
            asked = request;
            whole = this == talk
                    && request instanceof Request.WriteMultipleRegisters(int address, Words words)
                    && address == 0
                    && words.count() == WHOLE;
            end.send(frame(request), null);
        }

        @Override
        public void received(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            while (parser.next(in)) {
                Request request = asked;
                Request more = next;
                asked = null;
                next = null;
                if (request == null) {
                    throw new Violation("the push got a reply that belongs to none of its writes");
                }
                boolean taken = Pdu.decodeResponse(parser.pdu(), request) instanceof Response.WriteMultiple;
                if (whole && !taken) {
                    throw new Violation("a whole write of a known meter was refused");
                }
                if (more != null) {
                    send(more);
                }
            }
        }

        @Override
        public void ended(boolean reset) {
            end.abort();
        }
    }
}
