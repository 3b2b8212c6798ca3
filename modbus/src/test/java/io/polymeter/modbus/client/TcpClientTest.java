package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.server.Certificates;
import io.polymeter.modbus.server.Loopback;
import io.polymeter.modbus.server.TestRegisters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client against servers that do everything wrong: a reply belongs to its request, or there is none.
@Timeout(10)
class TcpClientTest {

    private static final Request ASK = new Request.ReadHoldingRegisters(100, 2);
    private static final Response ANSWER = TestRegisters.at(3, 7, 100, 2);
    private static final Duration SHORT = Duration.ofMillis(150);

    private static TcpClient client(int port) {
        return client(Loopback.settings(port).waiting(Duration.ofSeconds(1), SHORT));
    }

    private static TcpClient client(ClientSettings settings) {
        return new TcpClient(settings, Connector.system(), Ticker.SYSTEM);
    }

    /// Misbehaves on the first connection and behaves on all others.
    private static HostileServer once(HostileServer.Script script) throws IOException {
        return new HostileServer((connection, socket) -> {
            if (connection == 1) {
                script.play(connection, socket);
            } else {
                HostileServer.behave(socket);
            }
        });
    }

    @Test
    void aReplyInSingleBytesIsAReply() throws Exception {
        try (HostileServer server = new HostileServer((_, socket) -> {
                    for (byte each : HostileServer.reply(Loopback.frame(socket))) {
                        socket.getOutputStream().write(each);
                    }
                    Loopback.frame(socket);
                });
                TcpClient client = client(server.port())) {
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
        }
    }

    @Test
    void aLateReplyIsNeverTakenForTheNext() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        try (HostileServer server = once((_, socket) -> {
                    byte[] late = HostileServer.reply(Loopback.frame(socket));
                    timedOut.await();
                    socket.getOutputStream().write(late);
                });
                TcpClient client = client(server.port())) {
            assertThatThrownBy(() -> client.send(7, new Request.ReadHoldingRegisters(200, 2)))
                    .isInstanceOf(NoResponseException.class)
                    .hasMessageContaining("within 150 ms");
            timedOut.countDown();
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(client.counters().timeouts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
    void aReplyWithOneWrongHeaderByteIsNoReply(int wrong) throws Exception {
        try (HostileServer server = once((_, socket) -> {
                    byte[] reply = HostileServer.reply(Loopback.frame(socket));
                    // The length (byte 5) one too short, so that what it announces is there.
                    reply[wrong] += (byte) (wrong == 5 ? -1 : 1);
                    socket.getOutputStream().write(reply);
                    Loopback.frame(socket);
                });
                TcpClient client = client(server.port())) {
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(DoubtfulReplyException.class);
            assertThat(client.connected()).isFalse();
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(client.counters().doubtful()).isEqualTo(1);
        }
    }

    @Test
    void twoRepliesToOneRequestAreInDoubt() throws Exception {
        try (HostileServer server = once((_, socket) -> {
                    byte[] reply = HostileServer.reply(Loopback.frame(socket));
                    byte[] both = ByteBuffer.allocate(2 * reply.length)
                            .put(reply)
                            .put(reply)
                            .array();
                    socket.getOutputStream().write(both);
                    Loopback.frame(socket);
                });
                TcpClient client = client(server.port())) {
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(DoubtfulReplyException.class);
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
        }
    }

    @Test
    void bytesThatCameUnaskedAreNotTakenForAReply() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        try (HostileServer server = once((_, socket) -> {
                    socket.getOutputStream().write(HostileServer.reply(Loopback.frame(socket)));
                    socket.getOutputStream().write(Loopback.bytes("000200000007070304ffffffff"));
                    sent.countDown();
                    Loopback.frame(socket);
                });
                TcpClient client = client(server.port())) {
            try {
                assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            } catch (DoubtfulReplyException _) {
                // Both replies arrived as one.
            }
            sent.await();
            await().untilAsserted(() -> {
                try {
                    assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
                } catch (DoubtfulReplyException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(client.counters().doubtful()).isEqualTo(1);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aResetInMidReplyIsALostConnection() throws Exception {
        try (HostileServer server = once((_, socket) -> {
                    socket.getOutputStream().write(HostileServer.reply(Loopback.frame(socket)), 0, 9);
                    socket.setSoLinger(true, 0);
                });
                TcpClient client = client(server.port())) {
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(ConnectionLostException.class);
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(client.counters().lost()).isEqualTo(1);
        }
    }

    @Test
    void aReadIsRepeatedWhenTheKeptConnectionWasEndedAndAWriteIsNot() throws Exception {
        try (HostileServer server = new HostileServer(
                        (_, socket) -> socket.getOutputStream().write(HostileServer.reply(Loopback.frame(socket))));
                TcpClient client = client(server.port())) {
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThatThrownBy(() -> client.send(7, new Request.WriteSingleRegister(1, 2)))
                    .isInstanceOf(ConnectionLostException.class);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void nobodyListeningIsSaidSo() throws Exception {
        // Bound, but not listening: so nobody else can listen there either.
        try (Socket holder = new Socket()) {
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            nobodyListensAt(holder.getLocalPort());
        }
    }

    private void nobodyListensAt(int port) {
        try (TcpClient client = client(port)) {
            assertThatThrownBy(() -> client.send(7, ASK))
                    .isInstanceOfSatisfying(
                            ConnectFailedException.class,
                            e -> assertThat(e.reason()).isEqualTo(ConnectFailedException.Reason.REFUSED))
                    .hasMessage("127.0.0.1:" + port + ": nothing listens there (connection refused)");
            assertThat(client.counters().failedConnects()).isEqualTo(1);
        }
    }

    @Test
    void aServerWithoutTlsIsSaidSo() throws Exception {
        try (HostileServer server = new HostileServer((_, socket) -> Loopback.send(socket, "48545450"));
                TcpClient client = new TcpClient(
                        Loopback.settings(server.port()), Connector.tls(Certificates.anonymous()), Ticker.SYSTEM)) {
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(ConnectFailedException.class);
        }
    }

    @Test
    void closingEndsAWaitAndNothingIsSentAfterwards() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (HostileServer server = new HostileServer((_, socket) -> {
            Loopback.frame(socket);
            asked.countDown();
            Loopback.frame(socket);
        })) {
            TcpClient client =
                    client(Loopback.settings(server.port()).waiting(Duration.ofSeconds(1), Duration.ofMinutes(1)));
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    end.completeExceptionally(new AssertionError(client.send(7, ASK)));
                } catch (IOException | InterruptedException e) {
                    end.complete(e);
                }
            });
            asked.await();
            client.close();
            assertThat(end.get()).isInstanceOf(ConnectionLostException.class);
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(ConnectionLostException.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anInterruptEndsAWaitAndIsNotTheDevicesFault() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
        try (HostileServer server = new HostileServer((_, socket) -> {
                    Loopback.frame(socket);
                    asked.countDown();
                    Loopback.frame(socket);
                });
                TcpClient client = client(
                        Loopback.settings(server.port()).waiting(Duration.ofSeconds(1), Duration.ofMinutes(1)))) {
            Thread waiting = Thread.startVirtualThread(() -> {
                try {
                    client.send(7, ASK);
                } catch (IOException | InterruptedException e) {
                    end.set(e);
                }
            });
            asked.await();
            waiting.interrupt();
            waiting.join();
            assertThat(end.get()).isInstanceOf(InterruptedException.class);
            assertThat(client.counters().lost()).isZero();
        }
    }

    @Test
    void rtuFramesTravelInsideTcpAndAWrongUnitOrCrcIsInDoubt() throws Exception {
        try (HostileServer server = new HostileServer((connection, socket) -> {
                    socket.getInputStream().readNBytes(8);
                    ByteBuffer reply = ByteBuffer.allocate(Rtu.MAX_LENGTH);
                    Rtu.encode(connection == 1 ? 8 : 7, TestRegisters.at(3, 7, 100, 2), reply);
                    if (connection == 2) {
                        reply.put(3, (byte) 0x55);
                    }
                    socket.getOutputStream().write(reply.array(), 0, reply.position());
                    socket.getInputStream().read();
                });
                TcpClient client = client(Loopback.settings(server.port())
                        .framed(ClientSettings.Framing.RTU)
                        .waiting(Duration.ofSeconds(1), SHORT))) {
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(DoubtfulReplyException.class);
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(DoubtfulReplyException.class);
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void threadsThatShareAClientTakeTurnsAndGetTheirOwnReplies() throws Exception {
        try (HostileServer server = new HostileServer((_, socket) -> HostileServer.behave(socket));
                TcpClient client = client(Loopback.settings(server.port()))) {
            Thread[] threads = new Thread[8];
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            for (int t = 0; t < threads.length; t++) {
                int unit = t + 1;
                threads[t] = Thread.startVirtualThread(() -> {
                    try {
                        for (int i = 0; i < 50; i++) {
                            Request request = new Request.ReadHoldingRegisters(i, 3);
                            assertThat(client.send(unit, request)).isEqualTo(TestRegisters.at(3, unit, i, 3));
                        }
                    } catch (IOException | InterruptedException | AssertionError e) {
                        failure.set(e);
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(client.counters().replies()).isEqualTo(400);
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
