package io.polymeter.http.listen;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of an [HttpListener], served on a thread of its own.
final class HttpConnection implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    /// Of a request that is waited for, with its beginning.
    private static final Duration REQUEST = IDLE.plusSeconds(12);
    private static final Duration ANSWER = Duration.ofSeconds(45);
    private static final Duration WRITE = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final int MAX_DRAINED = 1 << 22;

    private final Socket plain;
    private final @Nullable SSLContext tls;
    private final HttpAnswers answers;
    private final Consumer<HttpConnection> ended;
    private volatile long active = System.nanoTime();
    private volatile boolean busy;
    /// When this is over, in nanoseconds; 0: not limited.
    private volatile long until;
    private volatile @Nullable Thread thread;

    /// @param tls null for plain HTTP
    /// @param ended called once, when the connection has been closed
    HttpConnection(Socket plain, @Nullable SSLContext tls, HttpAnswers answers, Consumer<HttpConnection> ended) {
        this.plain = plain;
        this.tls = tls;
        this.answers = answers;
        this.ended = ended;
    }

    /// Who is at its other end.
    InetAddress from() {
        return plain.getInetAddress();
    }

    /// When it was last active, in nanoseconds.
    long active() {
        return active;
    }

    /// True while a request is answered.
    boolean isBusy() {
        return busy;
    }

    void start() {
        Thread made = Thread.ofVirtual().name("http-client").unstarted(this);
        thread = made;
        made.start();
    }

    /// Ends it, whatever it does.
    void close() {
        ended.accept(this);
        try {
            plain.close();
        } catch (IOException e) {
            LOG.trace("{} does not close", plain, e);
        }
        Thread running = thread;
        if (running != null && running != Thread.currentThread()) {
            running.interrupt();
        }
    }

    /// Ends it where its client takes or sends too slowly.
    ///
    /// @return whether it does
    boolean endIfLate(long now) {
        long limit = until;
        if (limit == 0 || now - limit < 0) {
            return false;
        }
        close();
        return true;
    }

    private void allow(Duration time) {
        until = System.nanoTime() + time.toNanos();
    }

    @Override
    public void run() {
        try {
            plain.setTcpNoDelay(true);
            allow(HANDSHAKE);
            Socket socket = tls == null ? plain : secured(tls);
            OutputStream out = socket.getOutputStream();
            TimedInput in = new TimedInput(socket);
            RequestParser parser = new RequestParser(in, plain, () -> goOn(out));
            while (exchange(parser, in, out)) {
                active = System.nanoTime();
                busy = false;
            }
            if (socket != plain) {
                socket.close();
            }
        } catch (InterruptedIOException _) {
            LOG.trace("{} was quiet or slow for too long", plain);
        } catch (IOException e) {
            LOG.trace("{} has gone", plain, e);
        } catch (OutOfMemoryError e) {
            // Of this request alone.
            LOG.error("a request of {} needed more memory than there is", plain.getInetAddress(), e);
        } finally {
            close();
        }
    }

    private SSLSocket secured(SSLContext context) throws IOException {
        plain.setSoTimeout((int) HANDSHAKE.toMillis());
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    /// @return whether the connection goes on
    private boolean exchange(RequestParser parser, TimedInput in, OutputStream out) throws IOException {
        ResponseWriter writer = new ResponseWriter(out);
        ResponseWriter.Terms last = new ResponseWriter.Terms(false, false, true);
        boolean more;
        try {
            allow(REQUEST);
            RequestParser.Parsed parsed = parser.next(IDLE);
            if (parsed == null) {
                return false;
            }
            active = System.nanoTime();
            busy = true;
            allow(ANSWER);
            HttpHead head = parsed.head();
            HttpAnswer answer = answers.answer(head);
            more = parsed.keepAlive() && !head.body().isUnread();
            last = new ResponseWriter.Terms(more, head.method().equals("HEAD"), parsed.chunks());
            if (answer instanceof HttpAnswer.Upgrade(HttpAnswer.Messages messages)) {
                upgrade(head, messages, in, out);
                return false;
            }
            more = !(answer instanceof HttpAnswer.Silence) && send(answer, writer, last);
            if (more || !head.body().isUnread()) {
                return more;
            }
        } catch (HttpFault fault) {
            boolean _ = send(fault.reply(), writer, last.lastOne());
        }
        drain(in);
        return false;
    }

    /// @return whether the connection goes on
    private boolean send(HttpAnswer answer, ResponseWriter writer, ResponseWriter.Terms terms) throws IOException {
        allow(WRITE);
        // No pattern switch: each process would generate one before its first page.
        if (answer instanceof HttpAnswer.Reply(int status, String type, byte[] body)) {
            writer.send(status, Map.of("Content-Type", type, "Cache-Control", "no-store"), body, terms);
        } else if (answer instanceof HttpAnswer.Whole(int status, Map<String, String> headers, byte[] body)) {
            ResponseWriter.Terms wanted = closes(headers) ? terms.lastOne() : terms;
            writer.send(status, headers, body, wanted);
            return wanted.keepAlive();
        } else if (answer instanceof HttpAnswer.Stream stream) {
            until = 0;
            return writer.stream(stream, terms.chunks() ? terms : terms.lastOne());
        }
        return terms.keepAlive();
    }

    private static boolean closes(Map<String, String> headers) {
        return "close".equals(headers.get("Connection"));
    }

    private void upgrade(HttpHead head, HttpAnswer.Messages messages, TimedInput in, OutputStream out)
            throws IOException {
        until = 0;
        out.write(WebSocket.handshake(WebSocket.accept(head)));
        busy = false;
        new WebSocket(in, out, message -> {
                    active = System.nanoTime();
                    return messages.answer(message);
                })
                .run();
    }

    /// Takes what is still being sent, so that the answer arrives: a connection that is closed before loses it.
    private void drain(TimedInput in) throws IOException {
        allow(DRAIN);
        plain.shutdownOutput();
        in.allow(DRAIN);
        in.drain(MAX_DRAINED);
    }

    private static void goOn(OutputStream out) {
        try {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.trace("the client has gone", e);
        }
    }
}
