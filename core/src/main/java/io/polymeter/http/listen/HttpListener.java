package io.polymeter.http.listen;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens at one address, and answers each connection on a virtual thread of its own.
public final class HttpListener implements Closeable {

    /// So many connections at once; another one takes the place of the one that has been quiet longest.
    static final int MAX_CONNECTIONS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int BACKLOG = 50;
    private static final Duration EXHAUSTED = Duration.ofMillis(500);
    private static final int MAX_FAILURES = 1_000;

    private final ServerSocket server;
    private final Function<HttpCall, HttpAnswer> answers;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /// Listens from now on; nothing is answered before [#run()].
    ///
    /// @param answers called on several threads, one for each connection, which alone waits with them
    public HttpListener(InetSocketAddress address, Function<HttpCall, HttpAnswer> answers) throws IOException {
        this.answers = answers;
        server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
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
            if (connections.size() >= MAX_CONNECTIONS) {
                endQuietest();
            }
            Connection connection = new Connection(socket);
            connections.add(connection);
            if (server.isClosed()) {
                connection.close();
            }
            Thread.ofVirtual().name("http-listener").start(connection);
        }
    }

    /// Out of file descriptors: who is connected is served on, and the one that has been quiet longest gives up its.
    private void exhausted(IOException e) throws IOException {
        LOG.debug("no client can be accepted at port {}", port(), e);
        endQuietest();
        try {
            Thread.sleep(EXHAUSTED);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    private void endQuietest() {
        connections.stream()
                .min(Comparator.comparingLong(connection -> connection.active - System.nanoTime()))
                .ifPresent(Connection::close);
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(Connection::close);
    }

    private final class Connection implements Runnable {

        private final Socket socket;
        private volatile long active = System.nanoTime();

        Connection(Socket socket) {
            this.socket = socket;
        }

        void close() {
            connections.remove(this);
            try {
                socket.close();
            } catch (IOException e) {
                LOG.trace("{} does not close", socket, e);
            }
        }

        @Override
        public void run() {
            try {
                socket.setTcpNoDelay(true);
                OutputStream out = socket.getOutputStream();
                TimedInput in = new TimedInput(socket);
                RequestParser parser = new RequestParser(in, socket, () -> goOn(out));
                boolean more = true;
                while (more) {
                    more = exchange(parser, in, out);
                    active = System.nanoTime();
                }
            } catch (InterruptedIOException _) {
                LOG.trace("{} was quiet or slow for too long", socket);
            } catch (IOException e) {
                LOG.trace("{} has gone", socket, e);
            } finally {
                close();
            }
        }

        /// @return whether the connection goes on
        private boolean exchange(RequestParser parser, TimedInput in, OutputStream out) throws IOException {
            try {
                RequestParser.Parsed parsed = parser.next(IDLE);
                if (parsed == null) {
                    return false;
                }
                switch (answers.apply(parsed.call())) {
                    case HttpAnswer.Reply reply -> {
                        send(
                                out,
                                reply,
                                parsed.keepAlive(),
                                parsed.call().method().equals("HEAD"));
                        return parsed.keepAlive();
                    }
                    case HttpAnswer.Silence _ -> {
                        return false;
                    }
                    case HttpAnswer.Upgrade(HttpAnswer.Messages messages) -> {
                        out.write(WebSocket.handshake(WebSocket.accept(parsed.call())));
                        new WebSocket(in, out, message -> {
                                    active = System.nanoTime();
                                    return messages.answer(message);
                                })
                                .run();
                        return false;
                    }
                }
            } catch (HttpFault fault) {
                send(out, fault.reply(), false, false);
                return false;
            }
        }
    }

    private static void goOn(OutputStream out) {
        try {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.trace("the client has gone", e);
        }
    }

    private static void send(OutputStream out, HttpAnswer.Reply reply, boolean keepAlive, boolean bare)
            throws IOException {
        String head = "HTTP/1.1 " + reply.status() + " " + reason(reply.status()) + "\r\nContent-Type: " + reply.type()
                + "\r\nContent-Length: " + reply.body().length + "\r\nCache-Control: no-store\r\nConnection: "
                + (keepAlive ? "keep-alive" : "close") + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + (bare ? 0 : reply.body().length)];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(reply.body(), 0, whole, start.length, whole.length - start.length);
        out.write(whole);
        out.flush();
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 503 -> "Service Unavailable";
            default -> status < 400 ? "OK" : status < 500 ? "Refused" : "Error";
        };
    }
}
