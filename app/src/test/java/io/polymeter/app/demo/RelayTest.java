package io.polymeter.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The cable to a device, whole, pulled, and without power at its other end.
@Timeout(30)
class RelayTest {

    private static final int LONG = 10_000;
    private static final int SHORT = 300;

    private ServerSocket device;
    private Relay relay;

    @BeforeEach
    void connect() throws IOException {
        device = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        relay = Relay.to(device.getLocalPort());
        Thread.ofVirtual().start(this::echo);
    }

    /// A device that says back what it is told.
    private void echo() {
        while (!device.isClosed()) {
            try {
                Socket socket = device.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                    } catch (IOException _) {
                        // It was cut: what the test is about.
                    }
                });
            } catch (IOException _) {
                return;
            }
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        relay.close();
        device.close();
    }

    @Test
    void anOpenCablePassesBytesBothWays() throws IOException {
        try (Socket socket = dial()) {
            assertThat(answer(socket, 17)).isEqualTo(17);
            assertThat(answer(socket, 18)).isEqualTo(18);
        }
    }

    @Test
    void aPulledCableKeepsConnectionsAndSaysNothingAndIsNotLateAfterwards() throws IOException {
        try (Socket before = dial()) {
            assertThat(answer(before, 17)).isEqualTo(17);
            relay.mode(Relay.Mode.SILENT);
            try (Socket during = dial()) {
                before.setSoTimeout(SHORT);
                during.setSoTimeout(SHORT);
                assertThatThrownBy(() -> answer(before, 18)).isInstanceOf(SocketTimeoutException.class);
                assertThatThrownBy(() -> answer(during, 19)).isInstanceOf(SocketTimeoutException.class);
                relay.mode(Relay.Mode.OPEN);
                before.setSoTimeout(LONG);
                during.setSoTimeout(LONG);
                assertThat(ended(before)).as("nothing old arrives").isTrue();
                assertThat(ended(during)).isTrue();
            }
        }
        try (Socket after = dial()) {
            assertThat(answer(after, 20)).isEqualTo(20);
        }
    }

    @Test
    void aDeviceWithoutPowerEndsWhatThereIsAndTakesNothingNew() throws IOException {
        try (Socket before = dial()) {
            assertThat(answer(before, 17)).isEqualTo(17);
            relay.mode(Relay.Mode.CLOSED);
            assertThat(ended(before)).isTrue();
        }
        try (Socket during = dial()) {
            assertThat(ended(during)).isTrue();
        }
        relay.mode(Relay.Mode.OPEN);
        try (Socket after = dial()) {
            assertThat(answer(after, 20)).isEqualTo(20);
        }
    }

    private Socket dial() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        socket.setSoTimeout(LONG);
        return socket;
    }

    private static int answer(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    /// Ended or reset; a time-out fails.
    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return true;
        }
    }
}
