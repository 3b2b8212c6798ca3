package io.polymeter.lab.world;

import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.twin.Timeline;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A controller that reads us over the network, now and then several requests at once.
final class Reader {

    private static final int[][] RANGES = {
        {0, 28},
        {0, 123},
        {40, 106},
        {24, 2},
        {22, 60},
        {512, 100},
        {540, 120},
        {700, 92},
        {8196, 48},
        {40_972, 8},
        {4_000, 2}
    };

    private final Timeline timeline;
    private final Network network;
    private final SplittableRandom random;
    private final String target;
    private final long period;
    private @Nullable Talk talk;
    private int transaction;
    private long hammerUntil;
    private long asked;
    private long answered;

    private record Question(int transaction, Request.ReadHoldingRegisters request, long sentAt) {}

    Reader(Network network, String target, SplittableRandom random) {
        this.timeline = network.timeline();
        this.network = network;
        this.target = target;
        this.random = random;
        this.period = (250 + random.nextInt(1000)) * Conditions.MS;
        timeline.in(2 * Conditions.SECOND, this::turn);
    }

    /// Reads as fast as it can until then.
    void hammer(long until) {
        hammerUntil = Math.max(hammerUntil, until);
    }

    long asked() {
        return asked;
    }

    long answered() {
        return answered;
    }

    private void turn() {
        boolean hammers = timeline.now() < hammerUntil;
        timeline.in(hammers ? 3 * Conditions.MS : period, this::turn);
        Talk open = talk;
        if (open == null) {
            Wire wire = new Wire(network, "192.168.178.20", target);
            Talk next = new Talk(wire.client);
            wire.client.listen(next);
            if (network.connect(wire, World.SERVE_PORT) == Network.Attempt.TAKEN) {
                talk = next;
            }
            return;
        }
        open.check();
        for (int i = random.nextInt(8) == 0 ? 3 : 1; i > 0; i--) {
            open.ask();
        }
    }

    private final class Talk implements Wire.Ear {
        private final MbapParser parser = new MbapParser();
        private final Wire.End end;
        private final ArrayDeque<Question> questions = new ArrayDeque<>();

        Talk(Wire.End end) {
            this.end = end;
        }

        private void ask() {
            if (questions.size() > 16) {
                return;
            }
            int[] range = RANGES[random.nextInt(RANGES.length)];
            transaction = transaction + 1 & 0xffff;
            var request = new Request.ReadHoldingRegisters(range[0], range[1]);
            questions.add(new Question(transaction, request, timeline.now()));
            ByteBuffer out = ByteBuffer.allocate(Mbap.MAX_LENGTH);
            Mbap.encode(transaction, World.SERVE_UNIT, request, out);
            asked++;
            end.send(Arrays.copyOf(out.array(), out.position()), null);
        }

        /// The reader's network is never cut: every request has its answer in time.
        private void check() {
            Question first = questions.peek();
            if (first != null && timeline.now() - first.sentAt() > 20 * Conditions.SECOND) {
                throw new Violation("a reader waits for its answer");
            }
        }

        @Override
        public void received(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            while (parser.next(in)) {
                Question question = questions.poll();
                if (question == null
                        || parser.transaction() != question.transaction()
                        || parser.unit() != World.SERVE_UNIT) {
                    throw new Violation("a reader got a reply that belongs to none of its requests");
                }
                Response response = Pdu.decodeResponse(parser.pdu(), question.request());
                Wire.Made made = end.wire().made.remove();
                if (!made.request().equals(question.request())
                        || !made.response().equals(response)) {
                    throw new Violation("a reply changed on its way: " + made + " became " + response);
                }
                answered++;
            }
        }

        @Override
        public void ended(boolean reset) {
            throw new Violation("a reader's connection was ended");
        }
    }
}
