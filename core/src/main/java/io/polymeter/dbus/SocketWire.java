package io.polymeter.dbus;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// A TCP connection, or a Unix socket with a name in the file system.
final class SocketWire implements Wire {

    private final SocketChannel channel;

    private SocketWire(SocketChannel channel) {
        this.channel = channel;
    }

    static Wire unix(String path) throws IOException {
        return connected(SocketChannel.open(java.net.StandardProtocolFamily.UNIX), channel -> {
            SocketAddress address = UnixDomainSocketAddress.of(Path.of(path));
            channel.connect(address);
        });
    }

    static Wire tcp(String host, int port, Duration timeout) throws IOException {
        return connected(SocketChannel.open(), channel -> {
            channel.socket().connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        });
    }

    private interface Step {
        void on(SocketChannel channel) throws IOException;
    }

    private static Wire connected(SocketChannel channel, Step step) throws IOException {
        try {
            step.on(channel);
            return new SocketWire(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(target, offset, length));
    }

    @Override
    public void write(byte[] source) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(source);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public boolean pins() {
        return false;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // There is nothing else that could be done with it.
        }
    }
}
