package io.polymeter.lab.world;

import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The meter as a master: writes its values to us in each cycle, over a connection that it makes anew when it
/// is lost.
final class KsemMaster {

    private static final long TIMEOUT = Conditions.SECOND;

    private final Ksem meter;
    private final Network network;
    private final String target;
    private final int port;
    private final int unit;
    private @Nullable Connection connection;
    private int transaction;
    private boolean cutNext;
    private long refused;

    KsemMaster(Ksem meter, String target, int port) {
        this.meter = meter;
        this.network = meter.network;
        this.target = target;
        this.port = port;
        this.unit = meter.random.nextBoolean() ? 1 : 255;
        connectIn(3 * Conditions.SECOND);
        meter.timeline.in(meter.cycleTime(), this::cycle);
    }

    /// Writes that we refused: none should be.
    long refused() {
        return refused;
    }

    /// The next frame is cut in the middle and the meter restarts.
    void cutNext() {
        cutNext = true;
    }

    /// Forgets its connection without a word.
    void vanish() {
        connection = null;
        connectIn(2 * Conditions.SECOND);
    }

    private void connectIn(long nanos) {
        meter.timeline.in(nanos, this::connect);
    }

    private void connect() {
        if (connection != null) {
            return;
        }
        Wire wire = new Wire(network, meter.address(), target);
        Connection next = new Connection(wire.client);
        wire.client.listen(next);
        if (!meter.isPushQuiet() && network.connect(wire, port) == Network.Attempt.TAKEN) {
            connection = next;
        } else {
            connectIn(Conditions.SECOND + meter.random.nextLong(4 * Conditions.SECOND));
        }
    }

    private void cycle() {
        meter.timeline.in(meter.cycleTime(), this::cycle);
        Connection open = connection;
        if (open != null && meter.isPushQuiet()) {
            open.lose();
        } else if (open != null) {
            open.push(meter.cycle());
        }
    }

    private final class Connection implements Wire.Ear {
        private final MbapParser parser = new MbapParser();
        private final Wire.End end;
        private final ArrayDeque<Request.WriteMultipleRegisters> waiting = new ArrayDeque<>();
        private Request.@Nullable WriteMultipleRegisters asked;
        private long cycle;
        private long arrivedAt;
        private long askedAt;

        Connection(Wire.End end) {
            this.end = end;
        }

        void push(long now) {
            if (asked != null) {
                if (network.now() - askedAt > TIMEOUT) {
                    lose();
                }
                return;
            }
            cycle = now;
            waiting.addAll(meter.writes(now));
            next();
        }

        private void next() {
            Request.WriteMultipleRegisters write = waiting.poll();
            asked = write;
            if (write == null) {
                return;
            }
            askedAt = network.now();
            arrivedAt = -1;
            transaction = transaction + 1 & 0xffff;
            ByteBuffer out = ByteBuffer.allocate(Mbap.MAX_LENGTH);
            Mbap.encode(transaction, unit, write, out);
            if (cutNext) {
                cutNext = false;
                end.send(Arrays.copyOf(out.array(), 1 + meter.random.nextInt(out.position() - 1)), null);
                meter.timeline.in(50 * Conditions.MS, this::lose);
            } else {
                end.send(Arrays.copyOf(out.array(), out.position()), arrived(write, cycle));
            }
        }

        /// The write is in force from the moment it has arrived. A write that nobody takes is not the ledger's
        /// business.
        private Runnable arrived(Request.WriteMultipleRegisters write, long of) {
            return () -> {
                arrivedAt = network.now();
                meter.ledger.delivered(
                        new Ledger.Delivery(write.address(), write.values().count(), of, arrivedAt, true));
            };
        }

        @Override
        public void received(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            while (parser.next(in)) {
                Request.WriteMultipleRegisters write = asked;
                if (write == null || parser.transaction() != transaction || parser.unit() != unit) {
                    throw new Violation("the push got a reply that belongs to none of its writes");
                }
                if (!(Pdu.decodeResponse(parser.pdu(), write) instanceof Response.WriteMultiple)) {
                    refused++;
                    throw new Violation("a write of the meter was refused");
                }
                next();
            }
        }

        @Override
        public void ended(boolean reset) {
            lose();
        }

        private void lose() {
            end.abort();
            if (connection == this) {
                connection = null;
                connectIn(Conditions.SECOND + meter.random.nextLong(4 * Conditions.SECOND));
            }
        }
    }
}
