package io.polymeter.modbus.server;

import io.polymeter.modbus.net.ListenException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Serves Modbus TCP on any number of ports with one thread, in the clear or over TLS.
///
/// It only ever answers from memory, so one event loop serves hundreds of clients with less work than a thread for
/// each. Ports come and go while it runs, and those that stay do not notice. Only the cryptography of TLS
/// handshakes is done on other threads.
public final class TcpServer implements AutoCloseable {

    /// Handshakes cost milliseconds each: more threads would take the processor from those who measure.
    private static final int CRYPTO_THREADS = 2;

    private static final long CRYPTO_IDLE_SECONDS = 10;

    private final ServerLoop loop;
    private final ThreadPoolExecutor crypto;

    private TcpServer(ServerLoop loop) {
        this.loop = loop;
        this.crypto = new ThreadPoolExecutor(
                CRYPTO_THREADS,
                CRYPTO_THREADS,
                CRYPTO_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("modbus-tls-", 0).factory());
        crypto.allowCoreThreadTimeOut(true);
    }

    /// Starts a server; with no listeners it waits for [#listen].
    ///
    /// @throws ListenException if a port cannot be opened; then none is
    /// @throws IOException if the system has no more descriptors
    public static TcpServer open(TcpListener... listeners) throws IOException {
        TcpServer server = new TcpServer(new ServerLoop());
        server.loop.start();
        try {
            for (TcpListener listener : listeners) {
                server.listen(listener);
            }
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /// Opens one more port, which is served until it or the server is closed.
    ///
    /// @throws ListenException if the port cannot be opened: in use, not permitted, not an address of this
    /// machine
    /// @throws IllegalStateException if the server is closed
    public ServerPort listen(TcpListener listener) throws ListenException {
        if (!loop.running()) {
            throw new IllegalStateException("the server is closed");
        }
        return ServerPort.open(loop, listener, crypto);
    }

    /// True if the loop that serves all ports gets to its next round within `most`, or has been closed.
    public boolean turns(Duration most) {
        return loop.turns(most);
    }

    /// Closes all ports and connections within a second. No effect the second time.
    @Override
    public void close() {
        loop.stop();
        crypto.shutdownNow();
    }
}
