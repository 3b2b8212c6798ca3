package io.polymeter.modbus.client;

import io.polymeter.modbus.net.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/// A connected socket, plain or TLS. Buffers must have an array.
record SocketDuplex(Socket socket) implements Duplex {

    @Override
    public int read(ByteBuffer target, long timeoutNanos) throws IOException {
        InputStream in = socket.getInputStream();
        if (timeoutNanos <= 0 && in.available() == 0) {
            return 0;
        }
        try {
            socket.setSoTimeout(SocketConnector.millis(Math.max(1, timeoutNanos)));
            int count = in.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
            if (count > 0) {
                target.position(target.position() + count);
            }
            return count;
        } catch (SocketTimeoutException _) {
            return 0;
        }
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        socket.getOutputStream().write(source.array(), source.arrayOffset() + source.position(), source.remaining());
        source.position(source.limit());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
