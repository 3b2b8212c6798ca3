package io.polymeter.modbus.transport;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client of a [ServerPort]. Everything but the methods of [Peer] belongs to the loop.
///
/// Requests are answered in order, as many as one read brought with one write. While an answer is awaited from
/// elsewhere, or the socket does not take the answers, nothing more is read: what the client sends then stays in the
/// kernel, and here at most one read's rest and one buffer of answers.
final class ServerConnection implements Peer, ServerLoop.Ready {

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum State {
        READING,
        AWAITING_ANSWER,
        AWAITING_SOCKET,
        ENDING,
        ENDED
    }

    private final ServerPort port;
    private final ServerLoop loop;
    private final SocketChannel channel;
    private final ServerWire wire;
    private final InetSocketAddress remote;
    private final RequestAnswerer answerer;
    private final MbapParser parser = new MbapParser();
    private final long opened = System.nanoTime();

    private State state = State.READING;
    private long lastRequest = opened;
    private long lastProgress;
    private int interest = SelectionKey.OP_READ;
    private @Nullable SelectionKey key;
    private ByteBuffer unread = NOTHING;
    private ByteBuffer unsent = NOTHING;

    ServerConnection(ServerPort port, SocketChannel channel, ServerWire wire, InetSocketAddress remote) {
        this.port = port;
        this.loop = port.loop();
        this.channel = channel;
        this.wire = wire;
        this.remote = remote;
        this.answerer = new RequestAnswerer(port, this);
    }

    void register(Selector selector) throws ClosedChannelException {
        key = channel.register(selector, interest, this);
    }

    @Override
    public InetAddress address() {
        return remote.getAddress();
    }

    @Override
    public @Nullable X509Certificate certificate() {
        return wire instanceof TlsWire tls ? tls.clientCertificate() : null;
    }

    @Override
    public String name() {
        String host = remote.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + remote.getPort();
    }

    @Override
    public void close() {
        loop.execute(this::end);
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public void ready() {
        guarded(() -> {
            if (state == State.AWAITING_SOCKET || wire.mustWrite()) {
                send(unsent);
                serve(state == State.READING && wire.hasMore());
            } else {
                serve(true);
            }
        });
    }

    /// Goes on after cryptography that was done elsewhere.
    void resume() {
        guarded(() -> serve(true));
    }

    private void guarded(Step step) {
        if (state == State.ENDED) {
            return;
        }
        try {
            step.run();
            if (state == State.ENDING) {
                end();
            }
        } catch (ProtocolException | SSLException e) {
            (wire.established() ? port.tally().protocolErrors : port.tally().handshakeFailures).increment();
            LOG.debug("{}: {}", this, e.getMessage());
            end();
        } catch (IOException e) {
            LOG.debug("{}: {}", this, e.getMessage());
            end();
        }
    }

    /// Answers what is there already, then what can be read without waiting.
    private void serve(boolean read) throws IOException {
        ByteBuffer in = loop.in.clear();
        if (unread.hasRemaining()) {
            in.put(unread);
            unread = NOTHING;
            answerAll(in.flip());
        }
        boolean more = read;
        while (more && state == State.READING) {
            in.clear();
            int count = wire.read(in);
            if (count < 0) {
                state = State.ENDING;
                return;
            }
            answerAll(in.flip());
            more = wire.hasMore();
        }
        if (wire instanceof TlsWire tls) {
            tls.takeTask().ifPresent(task -> port.crypto().execute(() -> {
                task.run();
                loop.execute(this::resume);
            }));
        }
        listen();
    }

    private void answerAll(ByteBuffer in) throws IOException {
        ByteBuffer out = loop.out.clear();
        try {
            while (state == State.READING && parser.next(in)) {
                lastRequest = System.nanoTime();
                answer(out);
                if (out.remaining() < Mbap.MAX_LENGTH) {
                    send(out.flip());
                    out.clear();
                }
            }
        } finally {
            // Also before a protocol error ends the connection: what was asked properly is answered.
            if (out.position() > 0) {
                send(out.flip());
            }
        }
        if (in.hasRemaining() && state != State.READING) {
            unread = copy(in);
        }
    }

    private void answer(ByteBuffer out) {
        int transaction = parser.transaction();
        int unit = parser.unit();
        switch (answerer.answer(unit, parser.pdu())) {
            case Response response -> answerer.encode(transaction, unit, response, out);
            case Answer.Silence _ -> port.tally().silent.increment();
            case Answer.Later later -> {
                state = State.AWAITING_ANSWER;
                int function = answerer.function();
                later.response()
                        .whenComplete((response, failure) -> loop.execute(
                                () -> late(transaction, unit, answerer.settle(function, response, failure))));
            }
        }
    }

    private void late(int transaction, int unit, Response response) {
        if (state != State.AWAITING_ANSWER) {
            return;
        }
        guarded(() -> {
            state = State.READING;
            lastRequest = System.nanoTime();
            ByteBuffer out = loop.out.clear();
            answerer.encode(transaction, unit, response, out);
            send(out.flip());
            serve(wire.hasMore());
        });
    }

    /// Sends what the socket takes at once, keeps the rest and stops reading until it is gone.
    private void send(ByteBuffer out) throws IOException {
        if (state == State.AWAITING_SOCKET && out != unsent) {
            unsent = join(unsent, out);
            return;
        }
        int before = out.remaining();
        boolean sent = wire.write(out);
        if (sent) {
            unsent = NOTHING;
            state = state == State.AWAITING_SOCKET ? State.READING : state;
            return;
        }
        if (state != State.AWAITING_SOCKET || out.remaining() < before) {
            lastProgress = System.nanoTime();
        }
        unsent = out == unsent ? out : copy(out);
        if (state == State.READING) {
            state = State.AWAITING_SOCKET;
        }
    }

    private void listen() {
        int wanted = state == State.AWAITING_SOCKET || wire.mustWrite()
                ? SelectionKey.OP_WRITE
                : state == State.READING && !wire.busy() ? SelectionKey.OP_READ : 0;
        if (wanted != interest && key != null && key.isValid()) {
            interest = wanted;
            key.interestOps(wanted);
        }
    }

    /// How long ago the last request came.
    long quietNanos(long now) {
        return now - lastRequest;
    }

    void sweep(long now) {
        ServerLimits limits = port.limits();
        boolean late = state == State.AWAITING_SOCKET && passed(now - lastProgress, limits.write().toNanos());
        if (late
                || passed(now - lastRequest, limits.idle().toNanos())
                || !wire.established() && passed(now - opened, limits.handshake().toNanos())) {
            port.tally().timedOut.increment();
            LOG.debug("{} is closed for its silence", this);
            end();
        }
    }

    @Override
    public void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            wire.close();
            unread = NOTHING;
            unsent = NOTHING;
            Sockets.close(channel);
            port.forget(this, remote.getAddress());
        }
    }
}
