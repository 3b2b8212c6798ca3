package io.polymeter.modbus.server;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.net.ListenException;
import io.polymeter.modbus.net.Sockets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Modbus/UDP server: each datagram is one frame as on Modbus TCP, and is answered with one.
///
/// What is not exactly one whole request is dropped without a word: an answer would go to whoever the sender claims to
/// be. An exception of another server is never answered, so that two servers cannot keep each other busy.
public final class UdpServer implements OpenPort {

    private static final Logger LOG = LoggerFactory.getLogger(UdpServer.class);

    /// Longer than any frame, so that what is cut is too long as well.
    private static final int LONGEST = 2 * Mbap.MAX_LENGTH;

    /// Nobody says good-bye: the client that has been quiet for longest is forgotten.
    private static final int KNOWN_CLIENTS = 256;

    private final DatagramSocket socket;
    private final InetSocketAddress local;
    private final RequestHandler handler;
    private final Predicate<InetAddress> admit;
    private final LiveServerCounters tally = new LiveServerCounters();
    private final Map<InetSocketAddress, Client> clients = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicBoolean failureLogged = new AtomicBoolean();

    private UdpServer(DatagramSocket socket, RequestHandler handler, Predicate<InetAddress> admit) {
        this.socket = socket;
        this.local = (InetSocketAddress) socket.getLocalSocketAddress();
        this.handler = handler;
        this.admit = admit;
    }

    /// Takes the port; answers once [#run] is called.
    ///
    /// @param handler answers the requests on the thread that runs this: it must not block
    /// @param admit who is answered
    /// @throws ListenException when the system refuses
    public static UdpServer open(InetSocketAddress address, RequestHandler handler, Predicate<InetAddress> admit)
            throws ListenException {
        try {
            return new UdpServer(new DatagramSocket(address), handler, admit);
        } catch (IOException | RuntimeException e) {
            throw ListenException.of(address, e);
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public ServerCounters counters() {
        return tally.snapshot();
    }

    /// Answers until it is closed, or its thread is interrupted.
    ///
    /// @throws IOException where nothing can be received any more
    public void run() throws IOException {
        byte[] buffer = new byte[LONGEST];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (SocketException e) {
                if (socket.isClosed()) {
                    return;
                }
                throw e;
            }
            received(ByteBuffer.wrap(buffer, 0, packet.getLength()), (InetSocketAddress) packet.getSocketAddress());
        }
    }

    private void received(ByteBuffer datagram, InetSocketAddress from) {
        if (!admits(from.getAddress())) {
            tally.notAdmitted.increment();
        } else if (isRequest(datagram)) {
            answer(datagram, client(from));
        } else {
            tally.protocolErrors.increment();
        }
    }

    private boolean admits(InetAddress address) {
        try {
            return admit.test(address);
        } catch (RuntimeException e) {
            failed("deciding about " + address.getHostAddress(), e);
            return false;
        }
    }

    /// True for exactly one whole frame that is not an exception.
    private static boolean isRequest(ByteBuffer datagram) {
        int length = datagram.remaining();
        return length > Mbap.HEADER_LENGTH
                && length <= Mbap.HEADER_LENGTH + Pdu.MAX_LENGTH
                && datagram.getShort(2) == 0
                && (datagram.getShort(4) & 0xffff) == length - 6
                && datagram.get(Mbap.HEADER_LENGTH) > 0;
    }

    private Client client(InetSocketAddress from) {
        Client known = clients.get(from);
        if (known == null) {
            known = new Client(from);
            clients.put(from, known);
            tally.accepted.increment();
            if (clients.size() > KNOWN_CLIENTS) {
                clients.remove(clients.keySet().iterator().next());
                tally.closed.increment();
            }
        }
        return known;
    }

    private void answer(ByteBuffer datagram, Client client) {
        Asked asked = new Asked(datagram.getShort(0) & 0xffff, datagram.get(6) & 0xff, client.from);
        RequestAnswerer answerer = new RequestAnswerer(handler, tally, this::failed, client);
        switch (answerer.answer(asked.unit(), datagram.position(Mbap.HEADER_LENGTH))) {
            case Response response -> send(answerer, asked, response);
            case Answer.Silence _ -> tally.silent.increment();
            case Answer.Later later -> {
                int function = answerer.function();
                var _ = later.response().whenComplete((response, failure) -> {
                    switch (answerer.settle(function, response, failure)) {
                        case Response settled -> send(answerer, asked, settled);
                        case Answer.Silence _, Answer.Later _ -> tally.silent.increment();
                    }
                });
            }
        }
    }

    private void send(RequestAnswerer answerer, Asked asked, Response response) {
        ByteBuffer out = ByteBuffer.allocate(LONGEST);
        answerer.encode(asked.transaction(), asked.unit(), response, out);
        try {
            socket.send(new DatagramPacket(out.array(), out.position(), asked.from()));
        } catch (IOException e) {
            // Who cannot be reached any more is nobody else's trouble.
            LOG.trace("{} cannot be answered", asked.from(), e);
        }
    }

    private void failed(String what, Throwable cause) {
        if (failureLogged.compareAndSet(false, true)) {
            LOG.warn("{}: {} failed, further failures are not logged: {}", this, what, String.valueOf(cause));
        }
        LOG.debug("{}: {} went wrong", this, what, cause);
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return "udp " + Sockets.name(local);
    }

    /// What a reply repeats, and where it goes.
    private record Asked(int transaction, int unit, InetSocketAddress from) {}

    private record Client(InetSocketAddress from) implements Peer {
        @Override
        public InetAddress address() {
            return from.getAddress();
        }

        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public String name() {
            return Sockets.name(from);
        }

        /// There is no connection to end.
        @Override
        public void close() {}
    }
}
