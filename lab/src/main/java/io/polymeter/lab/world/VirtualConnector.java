package io.polymeter.lab.world;

import io.polymeter.modbus.client.ConnectFailedException;
import io.polymeter.modbus.client.ConnectFailedException.Reason;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.net.Duplex;
import io.polymeter.twin.Fiber;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The simulated network as clients in production code see it.
final class VirtualConnector implements Connector {

    private final Network network;
    private final String here;

    VirtualConnector(Network network, String here) {
        this.network = network;
        this.here = here;
    }

    @Override
    public Duplex open(String host, int port, Duration timeout) throws IOException {
        String address = network.address(host);
        if (address == null) {
            throw new ConnectFailedException(host, port, Reason.UNKNOWN_HOST, new UnknownHostException(host));
        }
        pass(network.conditions().latency(network.now()));
        Wire wire = new Wire(network, here, address);
        Stream stream = new Stream(wire.client);
        return switch (network.connect(wire, port)) {
            case TAKEN -> stream;
            case REFUSED ->
                throw new ConnectFailedException(
                        host, port, Reason.REFUSED, new ConnectException("Connection refused"));
            case LOST -> {
                pass(timeout.toNanos());
                throw new ConnectFailedException(
                        host, port, Reason.NO_ANSWER, new SocketTimeoutException("Connect timed out"));
            }
        };
    }

    private void pass(long nanos) throws IOException {
        block(network.now() + nanos);
    }

    /// As with a socket of a virtual thread: an interrupt closes it and stays visible.
    private void block(long until) throws IOException {
        try {
            network.timeline().block(until);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("Closed by interrupt");
        }
    }

    private final class Stream implements Duplex, Wire.Ear {
        private final Wire.End end;
        private final ArrayDeque<byte[]> received = new ArrayDeque<>();
        private int taken;
        private boolean ended;
        private boolean reset;
        private boolean closed;
        private @Nullable Fiber waiter;

        Stream(Wire.End end) {
            this.end = end;
            end.listen(this);
        }

        @Override
        public void received(byte[] bytes) {
            received.add(bytes);
            wake();
        }

        @Override
        public void ended(boolean byReset) {
            ended = true;
            reset = byReset;
            wake();
        }

        private void wake() {
            Fiber waiting = waiter;
            if (waiting != null) {
                waiter = null;
                network.timeline().wake(waiting);
            }
        }

        @Override
        public int read(ByteBuffer target, long timeoutNanos) throws IOException {
            if (received.isEmpty() && !ended && !closed && timeoutNanos > 0) {
                waiter = network.timeline().current();
                try {
                    block(network.now() + timeoutNanos);
                } finally {
                    waiter = null;
                }
            }
            if (closed) {
                throw new IOException("Socket closed");
            }
            if (reset) {
                throw new IOException("Connection reset");
            }
            int count = 0;
            while (!received.isEmpty() && target.hasRemaining()) {
                byte[] first = received.getFirst();
                int some = Math.min(first.length - taken, target.remaining());
                target.put(first, taken, some);
                taken += some;
                count += some;
                if (taken == first.length) {
                    received.removeFirst();
                    taken = 0;
                }
            }
            return count == 0 && ended ? -1 : count;
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            if (closed || reset) {
                throw new IOException(closed ? "Socket closed" : "Broken pipe");
            }
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            end.send(bytes, null);
        }

        @Override
        public void close() {
            closed = true;
            end.close();
            wake();
        }
    }
}
