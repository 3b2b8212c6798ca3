package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.modbus.net.Duplex;
import io.polymeter.modbus.net.TlsContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class SocketConnectorTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    /// A socket takes whole milliseconds, and 0 would be for ever.
    @ParameterizedTest
    @CsvSource({"1, 1", "1000000, 1", "1000001, 2", "9000000000000000000, 2147483647"})
    void timeIsRoundedUpToWholeMilliseconds(long nanos, int millis) throws Exception {
        assertThat(SocketConnector.millis(nanos)).isEqualTo(millis);
    }

    @Test
    void noTimeIsNotForEver() {
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> SocketConnector.millis(0));
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> SocketConnector.millis(-1));
    }

    @Test
    void aPortThatNobodyServesIsRefusedByName() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() -> new SocketConnector(null).open("127.0.0.1", port, SOON))
                .withMessage("127.0.0.1:" + port + ": connection refused")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ConnectFailedException.Reason.REFUSED));
    }

    @Test
    void bytesGoBothWaysAndAnEndIsToldFromSilence() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Duplex duplex = new SocketConnector(null).open("127.0.0.1", server.getLocalPort(), SOON)) {
            assertThat(duplex).isInstanceOf(SocketDuplex.class);
            ByteBuffer in = ByteBuffer.allocate(8).position(2);
            try (Socket peer = server.accept()) {
                duplex.write(ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2));
                assertThat(peer.getInputStream().readNBytes(2)).containsExactly(1, 2);
                assertThat(duplex.read(in, 0)).isZero();
                assertThat(duplex.read(in, 1_000_000)).isZero();
                peer.getOutputStream().write(new byte[] {5, 6, 7});
                while (in.position() < 5) {
                    assertThat(duplex.read(in, SOON.toNanos())).isPositive();
                }
                assertThat(in.array()).containsExactly(0, 0, 5, 6, 7, 0, 0, 0);
            }
            assertThat(duplex.read(in, SOON.toNanos())).isEqualTo(-1);
        }
    }

    /// It sends the beginning of a record, and then a byte now and then: each read ends in time, the handshake does
    /// not.
    @Test
    void aServerThatDripsBytesIsGivenNoLongerThanOthers() throws Exception {
        TlsContext tls = TlsContext.of(List.of(), List.of(), TlsContext.ClientCertificate.NONE);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread peer = Thread.startVirtualThread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(new byte[] {0x16, 3, 3, 0x3f, 0, 2, 0, 0x3e, 0, 3, 3});
                    socket.setSoTimeout(50);
                    while (socket.isConnected()) {
                        drip(socket);
                    }
                } catch (IOException _) {
                    // The client has gone.
                }
            });
            assertThatExceptionOfType(ConnectFailedException.class)
                    .isThrownBy(() ->
                            new SocketConnector(tls).open("127.0.0.1", server.getLocalPort(), Duration.ofMillis(600)))
                    .withMessageContaining("does not finish the TLS handshake in time");
            peer.join();
        }
    }

    /// A byte each time that nothing comes for a while.
    private static void drip(Socket socket) throws IOException {
        try {
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the client has gone");
            }
        } catch (SocketTimeoutException _) {
            socket.getOutputStream().write(1);
        }
    }
}
