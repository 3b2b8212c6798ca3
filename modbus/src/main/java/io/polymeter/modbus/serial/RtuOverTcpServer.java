package io.polymeter.modbus.serial;

import io.polymeter.modbus.Peer;
import io.polymeter.modbus.RequestHandler;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A Modbus server for serial frames over TCP: each connection is a bus of its own, with the rules of
/// [RtuServer].
public final class RtuOverTcpServer implements Closeable {

    /// Each connection has a thread, so their number is bounded; a bus has one master.
    private static final int MAX_CONNECTIONS = 32;

    private final ServerSocket listener = new ServerSocket();
    private final Predicate<InetAddress> allowed;
    private final RtuServerLine.Service service;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /// Listens from here on; answers once [#run] is called.
    ///
    /// @param allowed which clients may connect; the connections of others are closed at once
    /// @throws IOException if the address is taken, or not of this machine
    public RtuOverTcpServer(
            InetSocketAddress address, Predicate<InetAddress> allowed, RtuSettings settings, RequestHandler handler)
            throws IOException {
        this.allowed = allowed;
        this.service = new RtuServerLine.Service(settings, handler, new LiveRtuStatistics());
        listener.setReuseAddress(true);
        listener.bind(address);
    }

    /// The port it listens on.
    public int port() {
        return listener.getLocalPort();
    }

    /// What has been seen so far, over all connections.
    public RtuStatistics statistics() {
        return service.tally().snapshot();
    }

    /// Serves until [#close] is called.
    ///
    /// @throws IOException if listening fails, or was ended
    public void run() throws IOException {
        try {
            while (true) {
                accept(listener.accept());
            }
        } finally {
            close();
        }
    }

    private void accept(Socket socket) {
        if (connections.size() >= MAX_CONNECTIONS || !allowed.test(socket.getInetAddress())) {
            RtuOverTcp.closeQuietly(socket);
            return;
        }
        connections.add(socket);
        Thread.ofVirtual().name("rtu+tcp " + socket.getRemoteSocketAddress()).start(() -> serve(socket));
    }

    private void serve(Socket socket) {
        InetSocketAddress from = (InetSocketAddress) socket.getRemoteSocketAddress();
        String name = from.getAddress().getHostAddress() + ":" + from.getPort();
        try (RtuOverTcp line = new RtuOverTcp(socket, name)) {
            new RtuServerLine(line, new Client(name, from.getAddress(), line), service).serve(listener::isClosed);
        } catch (IOException _) {
            // The client has gone, as clients do.
        } finally {
            connections.remove(socket);
        }
    }

    /// Ends listening and all connections.
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }

    private static final class Client implements Peer {
        private final String name;
        private final InetAddress address;
        private final RtuOverTcp line;

        Client(String name, InetAddress address, RtuOverTcp line) {
            this.name = name;
            this.address = address;
            this.line = line;
        }

        @Override
        public InetAddress address() {
            return address;
        }

        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void close() {
            line.close();
        }
    }
}
