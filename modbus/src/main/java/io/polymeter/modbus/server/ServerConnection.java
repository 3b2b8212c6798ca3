package io.polymeter.modbus.server;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.net.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client of a [ServerPort]. Everything but the methods of [Peer] belongs to the loop.
///
/// Requests are answered in order, as many as one read brought with one write. While an answer is awaited from
/// elsewhere, or the socket does not take the answers, nothing more is read: what the client sends then stays in
/// the kernel, and here at most one read's rest and one buffer of answers.
final class ServerConnection implements Peer, ServerLoop.Ready {

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ServerPort port;
    private final ServerLoop loop;
    private final SocketChannel channel;
    private final ServerWire wire;
    private final InetSocketAddress remote;
    private final String name;
    private final RequestAnswerer answerer;
    private final MbapParser parser = new MbapParser();
    private final long opened = System.nanoTime();

    private long lastRequest = opened;
    /// When the frame began that is not whole yet; for what is whole, nothing.
    private long frameBegun;
    private boolean midFrame;
    private long lastProgress;
    private int interest = SelectionKey.OP_READ;
    private @Nullable SelectionKey key;

    /// What was read but cannot be answered yet.
    private ByteBuffer unread = NOTHING;

    /// What the socket did not take.
    private ByteBuffer unsent = NOTHING;

    private boolean awaitingSocket;
    private boolean awaitingAnswer;
    private boolean clientEnded;
    private boolean ended;
    private boolean announced;

    ServerConnection(ServerPort port, SocketChannel channel, ServerWire wire, InetSocketAddress remote) {
        this.port = port;
        this.loop = port.loop();
        this.channel = channel;
        this.wire = wire;
        this.remote = remote;
        this.name = Sockets.name(remote);
        this.answerer = new RequestAnswerer(port.handler(), port.tally(), port::failed, this);
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
        return name;
    }

    @Override
    public void close() {
        loop.execute(this::end);
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void ready() {
        try {
            if (awaitingSocket || wire.mustWrite()) {
                sendRest();
                serve(wire.hasMore());
            } else {
                serve(true);
            }
        } catch (IOException | ProtocolException e) {
            broken(e);
        }
    }

    /// Goes on after cryptography that was done elsewhere.
    private void resume() {
        if (!ended) {
            try {
                serve(true);
            } catch (IOException | ProtocolException e) {
                broken(e);
            }
        }
    }

    private void late(int transaction, int unit, Answer answer) {
        if (!ended) {
            try {
                awaitingAnswer = false;
                lastRequest = loop.now();
                if (answer instanceof Response response) {
                    answerer.encode(transaction, unit, response, loop.outbox.room(this));
                } else {
                    port.tally().silent.increment();
                }
                serve(wire.hasMore());
            } catch (IOException | ProtocolException e) {
                broken(e);
            }
        }
    }

    private void broken(Exception cause) {
        if (!wire.established()) {
            port.tally().handshakeFailures.increment();
            port.handler().handshakeFailed(this, String.valueOf(cause.getMessage()));
        } else if (cause instanceof ProtocolException || cause instanceof SSLException) {
            port.tally().protocolErrors.increment();
        }
        LOG.debug("{} is closed: {}", this, cause.getMessage());
        end();
    }

    /// Answers what is there already, then what can be read without waiting.
    private void serve(boolean read) throws IOException {
        ByteBuffer in = loop.in;
        if (unread.hasRemaining() && answering()) {
            in.clear().put(unread);
            unread = NOTHING;
            answerAll(in.flip());
        }
        for (boolean more = read; more && answering(); more = wire.hasMore()) {
            int count = wire.read(in.clear());
            clientEnded = count < 0;
            announce();
            answerAll(in.flip());
        }
        if (ended) {
            return;
        }
        if (parser.midFrame() != midFrame) {
            midFrame = !midFrame;
            frameBegun = loop.now();
        }
        Runnable task = wire.takeTask();
        if (task != null) {
            port.crypto().execute(() -> {
                task.run();
                loop.execute(this::resume);
            });
        }
        listen();
    }

    /// Only a TLS connection has something to tell before its first request.
    private void announce() {
        if (!announced && wire instanceof TlsWire && wire.established()) {
            announced = true;
            port.handler().connected(this);
        }
    }

    private boolean answering() {
        return !awaitingAnswer && !awaitingSocket && !clientEnded && !ended;
    }

    private void answerAll(ByteBuffer in) throws IOException {
        Outbox outbox = loop.outbox;
        try {
            while (answering() && parser.next(in)) {
                lastRequest = loop.now();
                answer(outbox.room(this));
            }
        } catch (ProtocolException e) {
            // The connection ends now, but what was asked properly before is answered.
            outbox.post();
            throw e;
        }
        if (!wire.batches()) {
            outbox.post();
        }
        if (in.hasRemaining()) {
            unread = Sockets.copy(in);
        }
    }

    private void answer(ByteBuffer out) {
        int transaction = parser.transaction();
        int unit = parser.unit();
        switch (answerer.answer(unit, parser.pdu())) {
            case Response response -> answerer.encode(transaction, unit, response, out);
            case Answer.Silence _ -> port.tally().silent.increment();
            case Answer.Later later -> {
                awaitingAnswer = true;
                int function = answerer.function();
                var _ = later.response()
                        .whenComplete((response, failure) -> loop.execute(
                                () -> late(transaction, unit, answerer.settle(function, response, failure))));
            }
        }
    }

    /// Sends what was answered in this round, and waits for the socket if it does not take all of it.
    void post(ByteBuffer answers) {
        if (ended) {
            return;
        }
        try {
            send(answers);
            if (awaitingSocket) {
                listen();
            }
        } catch (IOException e) {
            broken(e);
        } catch (RuntimeException | Error e) {
            LOG.error("Closing a connection: replying failed", e);
            end();
        }
    }

    /// Sends what the socket takes at once, keeps the rest and stops reading until it is gone.
    private void send(ByteBuffer out) throws IOException {
        if (awaitingSocket) {
            unsent = Sockets.join(unsent, out);
        } else if (!wire.write(out)) {
            awaitingSocket = true;
            lastProgress = System.nanoTime();
            unsent = Sockets.copy(out);
        }
    }

    private void sendRest() throws IOException {
        if (wire.write(unsent)) {
            awaitingSocket = false;
            unsent = NOTHING;
        }
        lastProgress = System.nanoTime();
    }

    /// Waits for what can come next.
    private void listen() {
        if (clientEnded) {
            loop.outbox.post();
            if (!wire.established()) {
                port.tally().handshakeFailures.increment();
            }
            end();
            return;
        }
        int wanted = 0;
        if (awaitingSocket || wire.mustWrite()) {
            wanted = SelectionKey.OP_WRITE;
        } else if (!awaitingAnswer && !wire.busy()) {
            wanted = SelectionKey.OP_READ;
        }
        if (wanted != interest && key != null && key.isValid()) {
            interest = wanted;
            key.interestOps(wanted);
        }
    }

    /// How long ago the last request came.
    long quietNanos(long now) {
        return now - lastRequest;
    }

    boolean hasAsked() {
        return lastRequest != opened;
    }

    boolean isFrom(InetAddress address) {
        return address.equals(remote.getAddress());
    }

    /// Ends it when one of its time limits has passed.
    void sweep(long now) {
        ServerLimits limits = port.limits();
        if (awaitingSocket && now - lastProgress > limits.write().toNanos()
                || now - lastRequest > limits.idle().toNanos()
                || midFrame
                        && now - Math.max(frameBegun, lastRequest)
                                > limits.write().toNanos()
                || !wire.established() && now - opened > limits.handshake().toNanos()) {
            port.tally().timedOut.increment();
            LOG.debug("{} is closed: timeout", this);
            end();
        }
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            // Counted first: who sees the end of the connection finds it counted.
            port.forget(this, remote.getAddress());
            if (announced) {
                port.handler().disconnected(this);
            }
            wire.close();
            Sockets.close(channel);
        }
    }
}
