package io.polymeter.lab.world;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The meter as a slave: answers reads from its registers of that moment.
final class KsemSlave {

    private final Ksem meter;
    private final Network network;
    private final boolean hasFlow;
    private long requests;

    KsemSlave(Ksem meter) {
        this.meter = meter;
        this.network = meter.network;
        this.hasFlow = meter.random.nextBoolean();
        open();
    }

    /// Opens the door at the present address, where it is not open.
    void open() {
        network.open(meter.address(), Ksem.POLL_PORT, (end, _) -> end.listen(new Connection(end)));
    }

    /// Requests that came, answered or not.
    long requests() {
        return requests;
    }

    /// Dies, and comes back.
    void die(long until) {
        meter.pollDead(until);
        network.shut(meter.address(), Ksem.POLL_PORT);
        meter.timeline.at(until, () -> {
            if (!meter.isPollDead()) {
                open();
            }
        });
    }

    private final class Connection implements Wire.Ear {
        private final MbapParser parser = new MbapParser();
        private final Wire.End end;
        private int before;

        Connection(Wire.End end) {
            this.end = end;
        }

        @Override
        public void received(byte[] bytes) {
            if (meter.isPollDead()) {
                end.abort();
                return;
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                while (parser.next(in)) {
                    requests++;
                    Request request = Pdu.decodeRequest(parser.pdu());
                    answer(parser.transaction(), parser.unit(), request);
                }
            } catch (ProtocolException e) {
                throw new Violation("the poll sent no Modbus TCP: " + e.getMessage());
            }
        }

        private void answer(int transaction, int unit, Request request) {
            long took = (1 + meter.random.nextInt(30)) * Conditions.MS;
            switch (meter.mood()) {
                case SILENT -> {}
                case LATE -> later(took + 1_500 * Conditions.MS, transaction, unit, request);
                case CONFUSED -> later(took, before, unit, request);
                case BREAKING ->
                    meter.timeline.in(took, () -> {
                        byte[] frame = encode(transaction, unit, respond(request, meter.cycle()));
                        end.send(Arrays.copyOf(frame, Math.max(1, frame.length / 2)), null);
                        end.abort();
                    });
                case WELL -> later(took, transaction, unit, request);
            }
            before = transaction;
        }

        private void later(long took, int transaction, int unit, Request request) {
            meter.timeline.in(took, () -> {
                long cycle = meter.cycle();
                Response response = respond(request, cycle);
                end.send(encode(transaction, unit, response), arrived(request, response, cycle));
            });
        }

        private @Nullable Runnable arrived(Request request, Response response, long cycle) {
            return request instanceof Request.ReadHoldingRegisters(int at, int count)
                            && response instanceof Response.ReadRegisters
                    ? () -> meter.ledger.delivered(
                            new Ledger.Delivery(at, count, meter.cycleOf(at, cycle), network.now(), false))
                    : null;
        }

        private byte[] encode(int transaction, int unit, Response response) {
            ByteBuffer out = ByteBuffer.allocate(Mbap.MAX_LENGTH);
            Mbap.encode(transaction, unit, response, out);
            return Arrays.copyOf(out.array(), out.position());
        }

        @Override
        public void ended(boolean reset) {
            end.abort();
        }
    }

    private Response respond(Request request, long cycle) {
        if (!(request instanceof Request.ReadHoldingRegisters(int at, int count))) {
            return new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        }
        for (int i = at; i < at + count; i++) {
            if (meter.ledger.group(i) == null || i >= 40_000 && !hasFlow) {
                return new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
        }
        return new Response.ReadRegisters(3, meter.words(at, count, cycle));
    }
}
