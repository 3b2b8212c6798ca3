package io.polymeter.modbus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.ConnectionException;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.net.TlsContext;
import io.polymeter.modbus.net.TlsContext.ClientCertificate;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS on the event loop, with certificates made by keytool.
@Timeout(20)
class TlsServerTest {

    private static final Request ASK = new Request.ReadHoldingRegisters(100, 125);

    /// A TLS 1.1 ClientHello with one cipher suite, TLS_RSA_WITH_AES_128_CBC_SHA.
    private static final String TLS_1_1 = "16 0302 002d 01 000029 0302" + "07".repeat(32) + "00 0002 002f 01 00";

    private static Certificates serverCertificate;
    private static Certificates clientCertificate;

    private final AtomicReference<@Nullable X509Certificate> seen = new AtomicReference<>();
    private TcpServer server;

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        serverCertificate = Certificates.make(folder, "meter");
        clientCertificate = Certificates.make(folder, "inverter");
    }

    @BeforeEach
    void open() throws IOException {
        server = TcpServer.open();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Answer answer(int unit, Request request, Peer peer) {
        seen.set(peer.certificate());
        return TestRegisters.answer(unit, request, peer);
    }

    private ServerPort serve(ClientCertificate clients, ServerLimits limits) throws Exception {
        return server.listen(TcpListener.plain(Loopback.anyPort(), this::answer)
                .with(limits)
                .over(serverCertificate.server(clients)));
    }

    private ServerPort serve(ClientCertificate clients) throws Exception {
        return serve(clients, ServerLimits.DEFAULT);
    }

    private static TcpClient client(ServerPort port, TlsContext context) {
        ClientSettings settings = Loopback.settings(port.localAddress().getPort());
        return new TcpClient(settings, Connector.tls(context), Ticker.SYSTEM);
    }

    private static SSLSocket connect(ServerPort port, String protocol) throws Exception {
        SSLSocket socket = clientCertificate.client().clientSocket(Loopback.socket(port), "meter", true);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void requestsAreAnsweredAndTheClientsCertificateIsSeen(String protocol) throws Exception {
        ServerPort port = serve(ClientCertificate.WANTED);
        try (SSLSocket socket = connect(port, protocol)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            Loopback.send(socket, "0001 0000 0006 07 03 0064 0002");
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo("000100000007070304076b076c");
            assertThat(seen.get()).isEqualTo(clientCertificate.certificate());
            Loopback.send(socket, "0001 0000 0006 07 03 0064 007d".repeat(500));
            for (int i = 0; i < 500; i++) {
                assertThat(Loopback.frame(socket)).hasSize(259);
            }
        }
        await().until(() -> port.counters().open() == 0);
        assertThat(port.counters().protocolErrors()).isZero();
    }

    @Test
    void aClientWithoutCertificateIsServedWhereOneIsOnlyWanted() throws Exception {
        ServerPort port = serve(ClientCertificate.WANTED);
        try (TcpClient client = client(port, Certificates.anonymous())) {
            assertThat(client.send(7, ASK)).isEqualTo(TestRegisters.at(3, 7, 100, 125));
            assertThat(seen.get()).isNull();
        }
    }

    @Test
    void aClientWithoutCertificateGetsNothingWhereOneIsNeeded() throws Exception {
        ServerPort port = serve(ClientCertificate.NEEDED);
        try (TcpClient without = client(port, Certificates.anonymous());
                TcpClient with = client(port, clientCertificate.client())) {
            assertThatThrownBy(() -> without.send(7, ASK)).isInstanceOf(ConnectionException.class);
            assertThat(with.send(7, ASK)).isEqualTo(TestRegisters.at(3, 7, 100, 125));
            await().until(() -> port.counters().handshakeFailures() == 1);
            assertThat(port.counters().requests()).isEqualTo(1);
        }
    }

    @Test
    void answersFromElsewhereWorkOverTlsToo() throws Exception {
        ServerPort port = server.listen(TcpListener.plain(
                        Loopback.anyPort(),
                        (_, _, _) -> new Answer.Later(
                                CompletableFuture.<Response>supplyAsync(() -> TestRegisters.at(3, 7, 100, 2))))
                .over(serverCertificate.server(ClientCertificate.NONE)));
        try (SSLSocket socket = connect(port, "TLSv1.3")) {
            Loopback.send(socket, "0001 0000 0006 07 03 0064 0002".repeat(50));
            for (int i = 0; i < 50; i++) {
                assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo("000100000007070304076b076c");
            }
        }
    }

    @Test
    void tls11IsRefusedWithTheAlertForIt() throws Exception {
        ServerPort port = serve(ClientCertificate.WANTED);
        try (Socket socket = Loopback.socket(port)) {
            Loopback.send(socket, TLS_1_1);
            byte[] reply = socket.getInputStream().readNBytes(7);
            // An alert record: fatal (2), protocol_version (70).
            assertThat(reply).hasSize(7);
            assertThat(reply[0]).isEqualTo((byte) 21);
            assertThat(Arrays.copyOfRange(reply, 5, 7)).containsExactly(2, 70);
            assertThat(Loopback.ended(socket)).isTrue();
        }
        assertThat(port.counters().handshakeFailures()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0001 0000 0006 07 03 0064 0002", "474554202f20485454502f312e310d0a0d0a", "16 0303 ffff 00"})
    void whatIsNoTlsIsClosedWithoutAnAnswerInTheClear(String garbage) throws Exception {
        ServerPort port = serve(ClientCertificate.WANTED);
        try (Socket socket = Loopback.socket(port)) {
            Loopback.send(socket, garbage);
            socket.shutdownOutput();
            byte[] all = readAll(socket);
            assertThat(all.length == 0 || all[0] == 21).isTrue();
            assertThat(port.counters().requests()).isZero();
            assertThat(port.counters().handshakeFailures()).isEqualTo(1);
        }
    }

    private static byte[] readAll(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException _) {
            return new byte[0];
        }
    }

    @Test
    void aGoodbyeThatComesTogetherWithHalfAFrameEndsTheConnection() throws Exception {
        ServerPort port = serve(ClientCertificate.WANTED);
        for (int i = 0; i < 40; i++) {
            try (Socket bare = Loopback.socket(port);
                    SSLSocket socket = Certificates.anonymous().clientSocket(bare, "meter", false)) {
                Loopback.send(socket, "0001 0000 0006 07 03");
                // The goodbye of TLS, while the connection below stays open.
                socket.shutdownOutput();
                assertThat(Loopback.ended(bare)).as("connection %d", i).isTrue();
            }
        }
        await().until(() -> port.counters().open() == 0);
    }

    @Test
    void aBrokenRecordEndsAnEstablishedConnection() throws Exception {
        ServerPort port = serve(ClientCertificate.WANTED);
        try (Socket bare = Loopback.socket(port);
                SSLSocket socket = Certificates.anonymous().clientSocket(bare, "meter", false)) {
            Loopback.send(socket, "0001 0000 0006 07 03 0064 0002");
            assertThat(Loopback.frame(socket)).hasSize(13);
            Loopback.send(bare, "17 0303 0020" + "5a".repeat(32));
            assertThat(Loopback.ended(bare) || Loopback.ended(socket)).isTrue();
            await().until(() -> port.counters().open() == 0);
            assertThat(port.counters().protocolErrors()).isEqualTo(1);
        }
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        ServerPort port = serve(ClientCertificate.WANTED);
        try (SSLSocket socket = connect(port, "TLSv1.2")) {
            Loopback.send(socket, "0001 0000 0006 07 03 0064 0002");
            assertThat(Loopback.frame(socket)).hasSize(13);
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        Loopback.send(socket, "0001 0000 0006 07 03 0064 0002");
                        Loopback.frame(socket);
                    })
                    .isInstanceOf(IOException.class);
            await().until(() -> port.counters().open() == 0);
            assertThat(port.counters().requests()).isEqualTo(1);
        }
    }

    @Test
    void aHandshakeThatDoesNotEndIsGivenUp() throws Exception {
        Duration minute = Duration.ofMinutes(1);
        ServerPort port =
                serve(ClientCertificate.WANTED, new ServerLimits(10, 10, minute, minute, Duration.ofMillis(150)));
        try (Socket silent = Loopback.socket(port);
                Socket half = Loopback.socket(port)) {
            Loopback.send(half, "16 0303 00");
            await().until(() -> port.counters().timedOut() == 2);
            assertThat(Loopback.ended(silent)).isTrue();
            assertThat(Loopback.ended(half)).isTrue();
        }
    }

    @Test
    void thousandsOfBrokenHandshakesLeaveNothingBehind() throws Exception {
        ServerPort port = serve(ClientCertificate.WANTED);
        try (TcpClient client = client(port, clientCertificate.client())) {
            client.send(7, ASK);
            int threads = Thread.activeCount();
            long descriptors = Certificates.descriptors();
            Random random = new Random(1);
            for (int i = 0; i < 2000; i++) {
                try (Socket socket = Loopback.socket(port)) {
                    byte[] garbage = new byte[random.nextInt(200)];
                    random.nextBytes(garbage);
                    if (i % 2 == 0 && garbage.length > 3) {
                        // Looks like a record, so that the engine itself must find out.
                        garbage[0] = 22;
                        garbage[1] = 3;
                        garbage[2] = 1;
                    }
                    socket.getOutputStream().write(garbage);
                    socket.setSoLinger(i % 3 == 0, 0);
                }
            }
            await().until(() -> port.counters().open() == 1);
            assertThat(client.send(7, ASK)).isEqualTo(TestRegisters.at(3, 7, 100, 125));
            await().until(() -> Certificates.descriptors() <= descriptors + 3);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
        }
    }
}
