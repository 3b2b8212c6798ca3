package io.polymeter.modbus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Peer;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.net.ListenException;
import io.polymeter.modbus.net.Sockets;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who gets a connection and how long, and that ports come and go.
@Timeout(15)
class TcpServerLimitsTest {

    private static final String ASK = "0001 0000 0006 07 03 0064 0002";
    private static final String REPLY = "000100000007070304076b076c";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    private TcpServer server;

    @BeforeEach
    void open() throws IOException {
        server = TcpServer.open();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static TcpListener registers() {
        return TcpListener.plain(Loopback.anyPort(), TestRegisters::answer);
    }

    private static void assertServed(Socket socket) throws IOException {
        Loopback.send(socket, ASK);
        assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
    }

    @Test
    void fiveHundredAndTwelveClientsAreServedAtOnce() throws Exception {
        ServerPort port = server.listen(registers());
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 512; i++) {
                sockets.add(Loopback.socket(port));
            }
            for (Socket socket : sockets) {
                Loopback.send(socket, ASK);
            }
            for (Socket socket : sockets) {
                assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
            }
            assertThat(port.counters().open()).isEqualTo(512);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> port.counters().open() == 0);
    }

    @Test
    void whoIsNotAdmittedGetsNothing() throws Exception {
        ServerPort port = server.listen(registers().admitting(address -> !address.isLoopbackAddress()));
        try (Socket socket = Loopback.socket(port)) {
            assertThat(Loopback.ended(socket)).isTrue();
        }
        assertThat(port.counters().notAdmitted()).isEqualTo(1);
        assertThat(port.counters().accepted()).isZero();
    }

    @Test
    void theNewestIsRefusedWhileAllOthersAreAtWork() throws Exception {
        ServerPort port = server.listen(registers().with(new ServerLimits(2, 2, LONG, LONG, LONG)));
        try (Socket first = Loopback.socket(port);
                Socket second = Loopback.socket(port)) {
            assertServed(first);
            assertServed(second);
            try (Socket third = Loopback.socket(port)) {
                assertThat(Loopback.ended(third)).isTrue();
            }
            assertThat(port.counters().overLimit()).isEqualTo(1);
            assertServed(first);
            Sockets.close(second);
            await().until(() -> port.counters().open() == 1);
            try (Socket fourth = Loopback.socket(port)) {
                assertServed(fourth);
            }
        }
    }

    @Test
    void oneAddressCannotTakeAllConnections() throws Exception {
        ServerPort port = server.listen(registers().with(new ServerLimits(10, 1, LONG, LONG, LONG)));
        try (Socket first = Loopback.socket(port);
                Socket second = Loopback.socket(port);
                Socket other = new Socket()) {
            assertServed(first);
            assertThat(Loopback.ended(second)).isTrue();
            other.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
            other.connect(port.localAddress());
            assertServed(other);
        }
    }

    private static Socket from(String address, ServerPort port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        socket.connect(port.localAddress());
        socket.setSoTimeout(5_000);
        return socket;
    }

    @Test
    void connectionsThatNeverAskedMakeRoomSoon() throws Exception {
        ServerPort port = server.listen(registers().with(new ServerLimits(8, 8, LONG, LONG, LONG)));
        List<Socket> sockets = new ArrayList<>();
        try (Socket worker = Loopback.socket(port)) {
            assertServed(worker);
            for (int i = 0; i < 30; i++) {
                sockets.add(Loopback.socket(port));
            }
            await().until(() -> port.counters().accepted() + port.counters().overLimit() == 31);
            await().until(() -> {
                assertServed(worker);
                try (Socket own = Loopback.socket(port)) {
                    Loopback.send(own, ASK);
                    return !Loopback.ended(own);
                }
            });
            try (Socket other = from("127.0.0.2", port)) {
                assertServed(other);
            }
            assertThat(port.counters().open()).isLessThanOrEqualTo(8);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void anAddressThatAsksOnManyConnectionsKeepsNoOtherOut() throws Exception {
        ServerPort port = server.listen(registers().with(new ServerLimits(8, 8, LONG, LONG, LONG)));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = Loopback.socket(port);
                sockets.add(socket);
                assertServed(socket);
            }
            for (int i = 2; i < 6; i++) {
                Socket other = from("127.0.0." + i, port);
                sockets.add(other);
                assertServed(other);
            }
            assertThat(port.counters().open()).isEqualTo(8);
            assertThat(port.counters().overLimit()).isEqualTo(4);
            assertServed(sockets.get(8));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void whoLeftQuietConnectionsBehindIsServedAndTheQuietestGoes() throws Exception {
        Duration quiet = Duration.ofMillis(300);
        ServerPort port = server.listen(registers().with(new ServerLimits(20, 8, LONG, LONG, LONG, quiet)));
        List<Socket> sockets = new ArrayList<>();
        try (Socket other = new Socket()) {
            other.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
            other.connect(port.localAddress());
            for (int i = 0; i < 8; i++) {
                sockets.add(Loopback.socket(port));
            }
            await().until(() -> port.counters().open() == 9);
            Socket busy = sockets.getFirst();
            await().pollInterval(Duration.ofMillis(40)).until(() -> {
                assertServed(busy);
                try (Socket newcomer = Loopback.socket(port)) {
                    Loopback.send(newcomer, ASK);
                    return !Loopback.ended(newcomer);
                }
            });
            assertServed(busy);
            assertServed(other);
            assertThat(port.counters().overLimit()).isPositive();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void theIdleAndTheHalfOpenAreClosedAndTheBusyAreNot() throws Exception {
        ServerPort port = server.listen(registers().with(new ServerLimits(10, 10, SHORT, LONG, LONG)));
        try (Socket idle = Loopback.socket(port);
                Socket dripping = Loopback.socket(port);
                Socket busy = Loopback.socket(port)) {
            Loopback.send(dripping, "0001 00");
            await().pollInterval(Duration.ofMillis(40)).until(() -> {
                assertServed(busy);
                return port.counters().timedOut() == 2;
            });
            assertThat(Loopback.ended(idle)).isTrue();
            assertThat(Loopback.ended(dripping)).isTrue();
            assertServed(busy);
        }
    }

    /// Idle for long is allowed, but a request that was begun is finished soon.
    @Test
    void aRequestThatIsBegunAndNotFinishedEndsItsConnection() throws Exception {
        ServerPort port = server.listen(registers().with(new ServerLimits(10, 10, LONG, SHORT, LONG)));
        try (Socket slow = Loopback.socket(port);
                Socket idle = Loopback.socket(port)) {
            slow.getOutputStream().write(Loopback.bytes("0001 0000 0006 01"));
            await().until(() -> port.counters().timedOut() == 1);
            assertThat(Loopback.ended(slow)).isTrue();
            assertServed(idle);
        }
    }

    @Test
    void aClientThatTakesNoAnswersIsNotReadAndThenClosed() throws Exception {
        ServerPort port = server.listen(registers().with(new ServerLimits(10, 10, LONG, SHORT, LONG)));
        try (Socket deaf = new Socket();
                Socket other = Loopback.socket(port)) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(port.localAddress());
            byte[] many = Loopback.bytes("000100000006070300640 07d".repeat(1000));
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        deaf.getOutputStream().write(many);
                    }
                } catch (IOException _) {
                    // The end that is waited for.
                }
            });
            await().until(() -> port.counters().timedOut() == 1);
            assertServed(other);
            sender.join();
            // A reply is 259 bytes: what the kernel buffers hold and no more was answered.
            assertThat(port.counters().requests()).isLessThan(100_000);
        }
    }

    @Test
    void aSlowReaderGetsEveryAnswer() throws Exception {
        int count = 20_000;
        ServerPort port = server.listen(registers());
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.setSoTimeout(5000);
            slow.connect(port.localAddress());
            byte[] all = Loopback.bytes("0001 0000 0006 07 03 0064 007d".repeat(count));
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    slow.getOutputStream().write(all);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            byte[] expected = null;
            for (int i = 0; i < count; i++) {
                byte[] frame = Loopback.frame(slow);
                expected = expected == null ? frame : expected;
                assertThat(frame).isEqualTo(expected);
            }
            sender.join();
            assertThat(port.counters().requests()).isEqualTo(count);
        }
    }

    @Test
    void aClosedPortEndsItsConnectionsAndIsFreeAtOnce() throws Exception {
        ServerPort staying = server.listen(registers());
        ServerPort going = server.listen(registers());
        try (Socket kept = Loopback.socket(staying);
                Socket cut = Loopback.socket(going)) {
            assertServed(kept);
            assertServed(cut);
            going.close();
            assertThat(Loopback.ended(cut)).isTrue();
            TcpListener again =
                    new TcpListener(going.localAddress(), TestRegisters::answer, ServerLimits.DEFAULT, _ -> true, null);
            try (ServerPort back = server.listen(again);
                    Socket anew = Loopback.socket(back)) {
                assertServed(anew);
            }
            assertServed(kept);
        }
    }

    @Test
    void aPeerIsOneObjectPerConnectionAndCanBeEnded() throws Exception {
        Set<Peer> peers = ConcurrentHashMap.newKeySet();
        RequestHandler handler = (unit, request, peer) -> {
            peers.add(peer);
            return TestRegisters.answer(unit, request, peer);
        };
        ServerPort port = server.listen(TcpListener.plain(Loopback.anyPort(), handler));
        try (Socket socket = Loopback.socket(port)) {
            assertServed(socket);
            assertServed(socket);
            assertThat(peers).hasSize(1);
            Peer peer = peers.iterator().next();
            assertThat(peer.name()).isEqualTo("127.0.0.1:" + socket.getLocalPort());
            assertThat(peer.address()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
            assertThat(peer.certificate()).isNull();
            peer.close();
            assertThat(Loopback.ended(socket)).isTrue();
        }
    }

    @Test
    void closingTheServerEndsEverythingWithinASecond() throws Exception {
        ServerPort port = server.listen(registers());
        try (Socket socket = Loopback.socket(port)) {
            assertServed(socket);
            long start = System.nanoTime();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(Loopback.ended(socket)).isTrue();
            assertThatThrownBy(() -> Loopback.socket(port)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPortInUseAndAForeignAddressAreToldApart() throws Exception {
        ServerPort port = server.listen(registers());
        TcpListener taken =
                new TcpListener(port.localAddress(), TestRegisters::answer, ServerLimits.DEFAULT, _ -> true, null);
        assertThatThrownBy(() -> server.listen(taken))
                .isInstanceOfSatisfying(
                        ListenException.class, e -> assertThat(e.reason()).isEqualTo(ListenException.Reason.IN_USE))
                .hasMessage("cannot listen on 127.0.0.1:" + port.localAddress().getPort()
                        + ": it is in use by another program");
        TcpListener foreign = TcpListener.plain(
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1502), TestRegisters::answer);
        assertThatThrownBy(() -> server.listen(foreign))
                .isInstanceOfSatisfying(
                        ListenException.class, e -> assertThat(e.reason()).isEqualTo(ListenException.Reason.NOT_OURS));
        assertThat(ListenException.of(port.localAddress(), new BindException("Permission denied"))
                        .reason())
                .isEqualTo(ListenException.Reason.NOT_PERMITTED);
    }
}
