package io.polymeter.link.modbus;

import io.polymeter.modbus.transport.ServerPort;
import io.polymeter.modbus.transport.TcpListener;
import io.polymeter.modbus.transport.TcpServer;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The one event loop of all TCP endpoints: there while one of them is.
final class SharedServer {

    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable TcpServer server;
    private int users;

    /// Opens a port.
    Listening listen(TcpListener listener) throws IOException {
        turn.lock();
        try {
            TcpServer loop = server;
            if (loop == null) {
                loop = TcpServer.open();
                server = loop;
            }
            users++;
            try {
                return new Listening(loop.listen(listener));
            } catch (IOException | RuntimeException e) {
                release();
                throw e;
            }
        } finally {
            turn.unlock();
        }
    }

    private void release() {
        turn.lock();
        try {
            users--;
            TcpServer loop = server;
            if (users == 0 && loop != null) {
                loop.close();
                server = null;
            }
        } finally {
            turn.unlock();
        }
    }

    /// An open port; closing it may end the loop.
    final class Listening implements AutoCloseable {

        private final ServerPort port;

        private Listening(ServerPort port) {
            this.port = port;
        }

        ServerPort port() {
            return port;
        }

        @Override
        public void close() {
            port.close();
            release();
        }
    }
}
