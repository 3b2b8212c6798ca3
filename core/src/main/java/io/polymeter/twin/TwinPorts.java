package io.polymeter.twin;

import io.polymeter.modbus.Peer;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.server.OpenPort;
import io.polymeter.modbus.server.PortOpener;
import io.polymeter.modbus.server.ServerCounters;
import io.polymeter.modbus.server.TcpListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ports that a twin serves: a consumer's request goes to the production handler without bytes between.
final class TwinPorts implements PortOpener {

    /// Whoever asks in a twin.
    static final Peer CONSUMER = new Consumer();

    private final Map<Integer, RequestHandler> handlers = new HashMap<>();

    @Override
    public OpenPort listen(TcpListener listener) {
        int port = listener.address().getPort();
        handlers.put(port, listener.handler());
        return new Port(listener.address());
    }

    /// What answers at a port, null while nothing does.
    @Nullable
    RequestHandler at(int port) {
        return handlers.get(port);
    }

    private final class Port implements OpenPort {
        private final InetSocketAddress address;

        Port(InetSocketAddress address) {
            this.address = address;
        }

        @Override
        public InetSocketAddress localAddress() {
            return address;
        }

        @Override
        public ServerCounters counters() {
            return new ServerCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public void close() {
            handlers.remove(address.getPort());
        }
    }

    private record Consumer() implements Peer {
        @Override
        public InetAddress address() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public String name() {
            return "consumer";
        }

        @Override
        public void close() {
            // A twin's consumer has no connection.
        }
    }
}
