package io.polymeter.modbus.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Frames straight on the socket.
record PlainWire(SocketChannel channel) implements ServerWire {

    @Override
    public int read(ByteBuffer in) throws IOException {
        int end = in.limit();
        in.limit(Math.min(end, in.position() + ServerLoop.TURN));
        int count = channel.read(in);
        in.limit(end);
        return count;
    }

    @Override
    public boolean write(ByteBuffer out) throws IOException {
        channel.write(out);
        return !out.hasRemaining();
    }

    @Override
    public boolean batches() {
        return true;
    }
}
