package io.polymeter.modbus.client;

import io.polymeter.modbus.net.Duplex;
import io.polymeter.modbus.net.Sockets;
import io.polymeter.modbus.net.TlsContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// Blocking sockets: on a virtual thread they park, and an interrupt closes them.
record SocketConnector(@Nullable TlsContext tls) implements Connector {

    @Override
    public Duplex open(String host, int port, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Socket socket = null;
        try {
            socket = connect(host, port, deadline);
            return new SocketDuplex(tls == null ? socket : secure(tls, socket, host, deadline));
        } catch (IOException e) {
            Sockets.close(socket);
            throw ConnectFailedException.of(host, port, e);
        }
    }

    /// Tries each address of the name in turn; all but the last get a fair share of the time.
    private static Socket connect(String host, int port, long deadline) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        IOException last = new IOException("the name has no address");
        for (int i = 0; i < addresses.length; i++) {
            Socket socket = new Socket();
            try {
                Sockets.prepare(socket);
                long share = (deadline - System.nanoTime()) / (addresses.length - i);
                socket.connect(new InetSocketAddress(addresses[i], port), millis(share));
                return socket;
            } catch (IOException e) {
                Sockets.close(socket);
                last = e;
            }
        }
        throw last;
    }

    private static Socket secure(TlsContext context, Socket socket, String host, long deadline) throws IOException {
        SSLSocket secured = context.clientSocket(socket, host, true);
        secured.setSoTimeout(millis(deadline - System.nanoTime()));
        // That is per read: a server that drips bytes is given no longer either.
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        var _ = done.completeOnTimeout(false, deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                .thenAccept(inTime -> {
                    if (!inTime) {
                        Sockets.close(socket);
                    }
                });
        try {
            secured.startHandshake();
        } catch (IOException e) {
            throw done.complete(true) ? e : new SSLHandshakeException("timed out", e);
        }
        if (!done.complete(true)) {
            throw new SSLHandshakeException("timed out");
        }
        return secured;
    }

    static int millis(long nanos) throws SocketTimeoutException {
        if (nanos <= 0) {
            throw new SocketTimeoutException("no time left");
        }
        // Rounded up: 0 would wait for ever.
        return (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / TimeUnit.MILLISECONDS.toNanos(1));
    }
}
