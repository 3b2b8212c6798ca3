package io.polymeter.link.modbus.serve;

import io.polymeter.modbus.server.OpenPort;
import io.polymeter.modbus.server.PortOpener;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The one event loop of all TCP endpoints: there while one of them is.
final class SharedServer {

    private final @Nullable PortOpener other;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable TcpServer server;
    private int users;

    /// @param other opens the ports in place of an event loop; null: there is one
    SharedServer(@Nullable PortOpener other) {
        this.other = other;
    }

    /// Opens a port.
    Listening listen(TcpListener listener) throws IOException {
        if (other != null) {
            return new Listening(other.listen(listener), () -> {});
        }
        turn.lock();
        try {
            TcpServer loop = server;
            if (loop == null) {
                loop = TcpServer.open();
                server = loop;
            }
            users++;
            try {
                return new Listening(loop.listen(listener), this::release);
            } catch (IOException | RuntimeException e) {
                release();
                throw e;
            }
        } finally {
            turn.unlock();
        }
    }

    private @Nullable TcpServer loop() {
        turn.lock();
        try {
            return server;
        } finally {
            turn.unlock();
        }
    }

    /// True if the event loop gets to its next round within `most`, or there is none.
    boolean turns(Duration most) {
        TcpServer loop = loop();
        return loop == null || loop.turns(most);
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
    static final class Listening implements AutoCloseable {

        private final OpenPort port;
        private final Runnable release;

        private Listening(OpenPort port, Runnable release) {
            this.port = port;
            this.release = release;
        }

        OpenPort port() {
            return port;
        }

        @Override
        public void close() {
            port.close();
            release.run();
        }
    }
}
