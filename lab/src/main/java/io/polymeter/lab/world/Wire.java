package io.polymeter.lab.world;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One simulated TCP connection. Bytes keep their order and are never lost unless the connection ends; while the
/// way is cut they wait.
final class Wire {

    private static final long RETRANSMISSION = Conditions.SECOND;

    /// One end, as whoever uses it sees it.
    interface Ear {
        void received(byte[] bytes);

        /// The other side is gone.
        ///
        /// @param reset false when the other side ended it in order
        void ended(boolean reset);
    }

    private final Network network;
    final End client;
    final End server;

    Wire(Network network, String from, String to) {
        this.network = network;
        this.client = new End(from);
        this.server = new End(to);
    }

    /// Answers that were made for the client's requests, in order.
    final ArrayDeque<Made> made = new ArrayDeque<>();

    /// An answer as it was made.
    record Made(Request request, Response response) {}

    @SuppressWarnings("ArrayRecordComponent") // on its way, never compared
    private record Parcel(long due, byte[] bytes, @Nullable Runnable arrived) {}

    /// One end and what is under way to it.
    final class End {
        final String host;
        private final ArrayDeque<Parcel> coming = new ArrayDeque<>();
        private @Nullable Ear ear;
        private long lastDue;
        private boolean gone;
        private boolean finished;

        private End(String host) {
            this.host = host;
        }

        void listen(Ear ear) {
            this.ear = ear;
        }

        Wire wire() {
            return Wire.this;
        }

        boolean isOpen() {
            return !gone && !finished;
        }

        /// Sends to the other end.
        ///
        /// @param arrived runs when the last byte has got there
        void send(byte[] bytes, @Nullable Runnable arrived) {
            End to = other();
            if (gone) {
                return;
            }
            long now = network.now();
            Conditions conditions = network.conditions();
            long due = Math.max(to.lastDue, now + conditions.latency(now));
            int cut = conditions.tears(now) ? conditions.cut(bytes.length) : bytes.length;
            to.put(new Parcel(due, Arrays.copyOf(bytes, cut), cut == bytes.length ? arrived : null));
            if (cut < bytes.length) {
                to.put(new Parcel(due + conditions.gap(), Arrays.copyOfRange(bytes, cut, bytes.length), arrived));
            }
        }

        private void put(Parcel parcel) {
            coming.add(parcel);
            lastDue = parcel.due();
            network.timeline().at(lastDue, () -> {
                if (host.equals(World.HERE)) {
                    network.timeline().tell(this::deliver);
                } else {
                    deliver();
                }
            });
        }

        /// Everything that is due arrives as one segment.
        private void deliver() {
            if (coming.isEmpty()) {
                return;
            }
            if (network.isCut(client.host, server.host)) {
                network.timeline().in(RETRANSMISSION, this::deliver);
                return;
            }
            if (gone) {
                coming.clear();
                // Nobody is here any more: a packet for nobody is answered with a reset.
                network.later(other()::reset);
                return;
            }
            List<Runnable> arrived = new ArrayList<>();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (!coming.isEmpty() && coming.getFirst().due() <= network.now()) {
                Parcel parcel = coming.remove();
                bytes.writeBytes(parcel.bytes());
                if (parcel.arrived() != null) {
                    arrived.add(parcel.arrived());
                }
            }
            if (bytes.size() > 0 && ear != null) {
                ear.received(bytes.toByteArray());
            }
            arrived.forEach(Runnable::run);
        }

        /// Ends the connection in order: what was sent before still arrives.
        void close() {
            if (gone) {
                return;
            }
            gone = true;
            End to = other();
            to.put(new Parcel(Math.max(to.lastDue, network.now() + Conditions.MS), new byte[0], to::finish));
        }

        /// Ends the connection at once; what is under way is lost.
        void abort() {
            if (!gone) {
                gone = true;
                other().coming.clear();
                network.later(other()::reset);
            }
        }

        /// The machine loses its power: the other side hears nothing until it sends.
        void vanish() {
            gone = true;
            other().coming.clear();
        }

        private void finish() {
            if (!gone && !finished) {
                finished = true;
                if (ear != null) {
                    ear.ended(false);
                }
            }
        }

        private void reset() {
            if (!gone && !network.isCut(client.host, server.host)) {
                gone = true;
                if (ear != null) {
                    ear.ended(true);
                }
            }
        }

        private End other() {
            return this == client ? server : client;
        }
    }
}
