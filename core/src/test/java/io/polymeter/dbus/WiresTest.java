package io.polymeter.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Bytes to and from a bus: [SocketWire] over a file or TCP, [AbstractWire] over a name of the kernel.
@Timeout(10)
class WiresTest {

    @TempDir
    Path directory;

    private static void exchange(Wire wire, SocketChannel bus) throws IOException {
        wire.write(new byte[] {1, 2, 3});
        java.nio.ByteBuffer heard = java.nio.ByteBuffer.allocate(3);
        while (heard.hasRemaining()) {
            bus.read(heard);
        }
        assertThat(heard.array()).containsExactly(1, 2, 3);
        bus.write(java.nio.ByteBuffer.wrap(new byte[] {9}));
        byte[] read = new byte[4];
        assertThat(wire.read(read, 1, 3)).isEqualTo(1);
        assertThat(read).containsExactly(0, 9, 0, 0);
        bus.close();
        assertThat(wire.read(read, 0, 4)).isEqualTo(-1);
        assertThat(wire.pins()).isFalse();
        wire.close();
    }

    @Test
    void aFileIsConnectedTo() throws IOException {
        Path file = directory.resolve("bus");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(file));
            Wire wire = SocketWire.unix(file.toString());
            exchange(wire, server.accept());
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SocketWire.unix(directory.resolve("none").toString()));
    }

    @Test
    void aPortIsConnectedTo() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((java.net.InetSocketAddress) server.getLocalAddress()).getPort();
            Wire wire = SocketWire.tcp("127.0.0.1", port, Duration.ofSeconds(5));
            exchange(wire, server.accept());
        }
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SocketWire.tcp("127.0.0.1", free, Duration.ofSeconds(5)));
    }

    @Test
    void aNameThatNobodyHasIsRefusedAndOneTooLongIsSaidToBe() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> AbstractWire.connect("polymeter-" + UUID.randomUUID()))
                .withMessage("connection refused (error 111)");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> AbstractWire.connect("x".repeat(108)))
                .withMessageEndingWith("is too long");
    }

    @Test
    void anErrorOfTheOtherSideKeepsItsName() {
        assertThat(new RemoteException("org.x.Failed", "")).hasMessage("org.x.Failed");
        assertThat(new RemoteException("org.x.Failed", "no such setting")).hasMessage("no such setting");
        assertThat(new RemoteException("org.x.Failed", "no such setting").error())
                .isEqualTo("org.x.Failed");
    }
}
