package io.polymeter.http.listen;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens at one address, and answers each connection on a virtual thread of its own.
public final class HttpListener implements Closeable {

    /// So many connections of devices at once.
    static final int MAX_CONNECTIONS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int BACKLOG = 128;
    private static final Duration EXHAUSTED = Duration.ofMillis(500);
    private static final int MAX_FAILURES = 1_000;

    private final ServerSocket server;
    private final HttpAnswers answers;
    private final Bounds bounds;
    private final @Nullable SSLContext tls;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final LongAdder crowded = new LongAdder();

    /// How many connections there may be at once. Another one takes the place of the one that has been quiet
    /// longest: of the same address where that has its share, else of the address that has the most. One that is
    /// being answered goes last.
    ///
    /// @param all of all addresses
    /// @param perAddress of one
    public record Bounds(int all, int perAddress) {}

    /// Listens from now on for devices; nothing is answered before [#run()].
    ///
    /// @param answers called on several threads, one for each connection, which alone waits with them
    public HttpListener(InetSocketAddress address, Function<HttpCall, HttpAnswer> answers) throws IOException {
        this(address, new Bounds(MAX_CONNECTIONS, MAX_CONNECTIONS), null, HttpAnswers.toWhole(answers));
    }

    /// Listens from now on; nothing is answered before [#run()].
    ///
    /// @param tls null for plain HTTP
    public HttpListener(InetSocketAddress address, Bounds bounds, @Nullable SSLContext tls, HttpAnswers answers)
            throws IOException {
        this.answers = answers;
        this.bounds = bounds;
        this.tls = tls;
        server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /// The port it listens on.
    public int port() {
        return server.getLocalPort();
    }

    /// Answers until it is closed, or its thread is interrupted.
    public void run() throws IOException {
        int failures = 0;
        while (!server.isClosed()) {
            Socket socket;
            try {
                socket = server.accept();
                failures = 0;
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
                if (++failures > MAX_FAILURES) {
                    throw e;
                }
                exhausted(e);
                continue;
            }
            makeRoom(socket.getInetAddress());
            HttpConnection connection = new HttpConnection(socket, tls, answers, connections::remove);
            connections.add(connection);
            if (server.isClosed()) {
                connection.close();
            }
            connection.start();
        }
    }

    /// Out of file descriptors: who is connected is served on, and the one that has been quiet longest gives up its.
    private void exhausted(IOException e) throws IOException {
        LOG.debug("no client can be accepted at port {}", port(), e);
        endQuietest(_ -> true);
        try {
            Thread.sleep(EXHAUSTED);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    private void makeRoom(InetAddress from) {
        Map<InetAddress, Integer> each = new HashMap<>();
        connections.forEach(connection -> each.merge(connection.from(), 1, Integer::sum));
        if (each.getOrDefault(from, 0) >= bounds.perAddress()) {
            endQuietest(connection -> connection.from().equals(from));
        } else if (connections.size() >= bounds.all()) {
            InetAddress most = Collections.max(each.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
            endQuietest(connection -> connection.from().equals(most));
        }
    }

    private void endQuietest(Predicate<HttpConnection> which) {
        long now = System.nanoTime();
        connections.stream()
                .filter(which)
                .min(Comparator.comparing(HttpConnection::isBusy)
                        .thenComparingLong(connection -> connection.active() - now))
                .ifPresent(connection -> {
                    crowded.increment();
                    connection.close();
                });
    }

    /// How many connections had to make room for others.
    public LongAdder crowded() {
        return crowded;
    }

    /// Ends connections of clients that are too slow; to be called each second where clients are not trusted.
    ///
    /// @return how many
    public int sweep() {
        long now = System.nanoTime();
        int late = 0;
        for (HttpConnection connection : connections) {
            late += connection.endIfLate(now) ? 1 : 0;
        }
        return late;
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(HttpConnection::close);
    }
}
