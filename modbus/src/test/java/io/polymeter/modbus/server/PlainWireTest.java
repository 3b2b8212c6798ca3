package io.polymeter.modbus.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PlainWireTest {

    @Test
    void aTurnIsBoundedAndAnEndIsSeen() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(Loopback.anyPort());
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            ServerWire wire = new PlainWire(accepted);
            ByteBuffer much = ByteBuffer.allocate(2 * ServerLoop.TURN);
            while (much.hasRemaining()) {
                client.write(much);
            }
            client.shutdownOutput();
            ByteBuffer in = ByteBuffer.allocate(4 * ServerLoop.TURN);
            int total = 0;
            int count = wire.read(in);
            while (count >= 0) {
                assertThat(count).isBetween(1, ServerLoop.TURN);
                assertThat(in.limit()).isEqualTo(in.capacity());
                total += count;
                count = wire.read(in);
            }
            assertThat(total).isEqualTo(2 * ServerLoop.TURN);
        }
    }

    @Test
    void inTheClearNothingIsHeldBackAndNothingHasToBeNegotiated() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(Loopback.anyPort());
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            ServerWire wire = new PlainWire(accepted);
            assertThat(wire.write(ByteBuffer.wrap(new byte[] {1, 2, 3}))).isTrue();
            ByteBuffer in = ByteBuffer.allocate(3);
            while (in.hasRemaining()) {
                client.read(in);
            }
            assertThat(in.array()).containsExactly(1, 2, 3);
            assertThat(wire.batches()).isTrue();
            assertThat(wire.established()).isTrue();
            assertThat(wire.hasMore() || wire.mustWrite() || wire.busy()).isFalse();
            assertThat(wire.takeTask()).isNull();
        }
    }

    /// A socket that takes no more keeps the rest with the caller, and the loop waits for it.
    @Test
    void aFullSocketLeavesTheRest() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(Loopback.anyPort());
                SocketChannel client = SocketChannel.open((InetSocketAddress) server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            accepted.configureBlocking(false);
            ServerWire wire = new PlainWire(accepted);
            ByteBuffer much = ByteBuffer.allocate(64 * 1024 * 1024);
            assertThat(wire.write(much)).isFalse();
            assertThat(much.remaining()).isPositive();
            assertThat(client.isConnected()).isTrue();
        }
    }
}
