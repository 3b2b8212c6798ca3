package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.server.Certificates;
import io.polymeter.modbus.server.Loopback;
import io.polymeter.modbus.server.TestRegisters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
            assertThat(client.counters().timeouts()).isEqualTo(1);
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
                    .hasMessage("127.0.0.1:" + port + ": connection refused");
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
