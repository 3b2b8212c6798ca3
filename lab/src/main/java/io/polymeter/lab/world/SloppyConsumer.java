package io.polymeter.lab.world;

import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.twin.Timeline;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An inverter that reads a Fronius Smart Meter from us, as it does: powers each second and counters each minute.
final class SloppyConsumer {

    private static final String ADDRESS = "192.168.178.30";

    /// A, PhV, W and their phases of model 213: W is at 40097.
    private static final Request.ReadHoldingRegisters POWERS = new Request.ReadHoldingRegisters(40071, 58);

    /// TotWhExp to TotVAhImpPhC: TotWhImp is at 40137.
    private static final Request.ReadHoldingRegisters COUNTERS = new Request.ReadHoldingRegisters(40129, 32);

    private static final int MINUTE = 60;

    private final Timeline timeline;
    private final Network network;
    private final int unit;
    private final Truth truth;
    private @Nullable Talk talk;
    private long turns;
    private long judged;
    private double counted = Double.NaN;

    /// What the meter behind it had.
    ///
    /// @param had whether it had this power within the time for which values are shown, in W
    /// @param counted whether its counter was there within that time, in Wh
    /// @param expected what it should be, for people
    record Truth(String name, DoublePredicate had, DoublePredicate counted, Supplier<String> expected) {}

    SloppyConsumer(Network network, int unit, Truth truth) {
        this.timeline = network.timeline();
        this.network = network;
        this.unit = unit;
        this.truth = truth;
        timeline.in(2 * Conditions.SECOND, this::turn);
    }

    /// How many values were served and judged.
    long judged() {
        return judged;
    }

    private void turn() {
        timeline.in(Conditions.SECOND, this::turn);
        if (timeline.isStill()) {
            return;
        }
        Talk open = talk;
        if (open == null) {
            Wire wire = new Wire(network, ADDRESS, World.HERE);
            Talk next = new Talk(wire.client);
            wire.client.listen(next);
            if (network.connect(wire, World.SERVE_PORT) == Network.Attempt.TAKEN) {
                talk = next;
            }
            return;
        }
        open.ask(turns % MINUTE == 0 ? COUNTERS : POWERS);
        turns++;
    }

    private void judge(Request asked, Words words) {
        if (asked.equals(POWERS)) {
            double power = number(words, 40097 - 40071);
            double sum = number(words, 40099 - 40071) + number(words, 40101 - 40071) + number(words, 40103 - 40071);
            if (Double.isNaN(power)) {
                return;
            }
            judged++;
            if (!truth.had().test(power)) {
                throw new Violation(truth.name() + " serves " + power + " W, which were not there");
            }
            if (!Double.isNaN(sum) && Math.abs(sum - power) > 0.1) {
                throw new Violation(truth.name() + " serves " + power + " W in all and " + sum + " W in its phases");
            }
        } else {
            double energy = number(words, 40137 - 40129);
            if (Double.isNaN(energy)) {
                return;
            }
            judged++;
            if (energy < counted) {
                throw new Violation(truth.name() + " serves " + energy + " Wh after " + counted + " Wh");
            }
            counted = energy;
            if (!truth.counted().test(energy)) {
                throw new Violation(
                        truth.name() + " serves " + energy + " Wh, which are not the integral of its power: "
                                + truth.expected().get());
            }
        }
    }

    private static double number(Words words, int at) {
        return Float.intBitsToFloat(words.get(at) << 16 | words.get(at + 1));
    }

    private final class Talk implements Wire.Ear {
        private final MbapParser parser = new MbapParser();
        private final Wire.End end;
        private @Nullable Request asked;

        Talk(Wire.End end) {
            this.end = end;
        }

        private void ask(Request.ReadHoldingRegisters request) {
            if (asked != null) {
                throw new Violation(truth.name() + " leaves a consumer without a reply");
            }
            asked = request;
            ByteBuffer out = ByteBuffer.allocate(Mbap.MAX_LENGTH);
            Mbap.encode(1, unit, request, out);
            end.send(Arrays.copyOf(out.array(), out.position()), null);
        }

        @Override
        public void received(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            while (parser.next(in)) {
                Request request = asked;
                asked = null;
                if (request == null) {
                    throw new Violation(truth.name() + " replies without being asked");
                }
                if (Pdu.decodeResponse(parser.pdu(), request) instanceof Response.ReadRegisters(int _, Words words)) {
                    judge(request, words);
                }
            }
        }

        @Override
        public void ended(boolean reset) {
            throw new Violation(truth.name() + " ends a consumer's connection");
        }
    }
}
