package io.polymeter.modbus.server;

import io.polymeter.modbus.net.Sockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS between frames and socket, on the loop's shared buffers; only rests of records are kept per connection.
final class TlsWire implements ServerWire {

    private static final Logger LOG = LoggerFactory.getLogger(TlsWire.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// An alert and, at most, the rest of a flight before it.
    private static final int GOODBYE_RECORDS = 3;

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final TlsBuffers buffers;

    /// Received bytes that are no whole record yet, or were not asked for yet.
    private ByteBuffer received = NOTHING;

    /// Records that the socket did not take.
    private ByteBuffer unsent = NOTHING;

    private boolean needsBytes = true;
    private boolean taskWanted;
    private boolean established;
    private boolean clientSaidGoodbye;
    private volatile boolean taskRunning;
    private volatile @Nullable X509Certificate clientCertificate;

    TlsWire(SocketChannel channel, SSLEngine engine, TlsBuffers buffers) {
        this.channel = channel;
        this.engine = engine;
        this.buffers = buffers;
    }

    /// The leaf certificate that the client showed, once the handshake is done.
    @Nullable
    X509Certificate clientCertificate() {
        return clientCertificate;
    }

    @Override
    public int read(ByteBuffer in) throws IOException {
        if (busy() || !flush()) {
            return 0;
        }
        ByteBuffer net = buffers.in.clear().put(received);
        boolean streamEnded = channel.read(net) < 0;
        int start = in.position();
        try {
            unwrapAll(net.flip(), in);
        } finally {
            received = net.hasRemaining() ? Sockets.copy(net) : NOTHING;
        }
        int count = in.position() - start;
        return count == 0 && (clientSaidGoodbye || streamEnded && !busy()) ? -1 : count;
    }

    private void unwrapAll(ByteBuffer net, ByteBuffer in) throws IOException {
        boolean goOn = true;
        while (goOn) {
            HandshakeStatus status = engine.getHandshakeStatus();
            refuseRenegotiation(status);
            goOn = switch (status) {
                case NEED_TASK -> {
                    taskWanted = true;
                    yield false;
                }
                case NEED_WRAP -> wrapHandshake();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> unwrap(net, in);
            };
        }
    }

    /// After a TLS 1.2 handshake no other follows: a second one would let the client change its certificate, and
    /// let anyone burn the processor. TLS 1.3 has only key updates, which are cheap.
    private void refuseRenegotiation(HandshakeStatus status) throws SSLException {
        if (established
                && status != HandshakeStatus.NOT_HANDSHAKING
                && "TLSv1.2".equals(engine.getSession().getProtocol())) {
            throw new SSLException("the client wants to renegotiate");
        }
    }

    private boolean unwrap(ByteBuffer net, ByteBuffer in) throws SSLException {
        needsBytes = !net.hasRemaining();
        if (needsBytes || in.remaining() < engine.getSession().getApplicationBufferSize()) {
            return false;
        }
        SSLEngineResult result = engine.unwrap(net, in);
        noteFinished(result);
        return switch (result.getStatus()) {
            case OK -> true;
            case BUFFER_OVERFLOW -> false;
            case BUFFER_UNDERFLOW -> {
                if (net.remaining() >= TlsBuffers.RECORD) {
                    throw new SSLException("a record without end");
                }
                needsBytes = true;
                yield false;
            }
            case CLOSED -> {
                clientSaidGoodbye = true;
                yield false;
            }
        };
    }

    private boolean wrapHandshake() throws IOException {
        ByteBuffer net = buffers.out.clear();
        SSLEngineResult result = engine.wrap(NOTHING, net);
        noteFinished(result);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            clientSaidGoodbye = true;
        }
        return push(net.flip()) && result.getStatus() == SSLEngineResult.Status.OK;
    }

    private void noteFinished(SSLEngineResult result) {
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            established = true;
            try {
                Certificate[] chain = engine.getSession().getPeerCertificates();
                clientCertificate = chain[0] instanceof X509Certificate leaf ? leaf : null;
            } catch (SSLPeerUnverifiedException _) {
                clientCertificate = null;
            }
        }
    }

    @Override
    public boolean write(ByteBuffer out) throws IOException {
        boolean free = flush();
        while (free && out.hasRemaining()) {
            ByteBuffer net = buffers.out.clear();
            SSLEngineResult result = engine.wrap(out, net);
            if (result.getStatus() != SSLEngineResult.Status.OK || result.bytesProduced() == 0) {
                throw new SSLException("the output is closed");
            }
            free = push(net.flip());
        }
        return free;
    }

    private boolean flush() throws IOException {
        if (unsent.hasRemaining()) {
            channel.write(unsent);
        }
        return !unsent.hasRemaining();
    }

    private boolean push(ByteBuffer net) throws IOException {
        channel.write(net);
        unsent = net.hasRemaining() ? Sockets.copy(net) : NOTHING;
        return !unsent.hasRemaining();
    }

    @Override
    public boolean hasMore() {
        return !busy()
                && !mustWrite()
                // A goodbye that came together with the last bytes: the next read says so.
                && (clientSaidGoodbye
                        || received.hasRemaining() && !needsBytes
                        || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
    }

    @Override
    public boolean mustWrite() {
        return unsent.hasRemaining();
    }

    @Override
    public @Nullable Runnable takeTask() {
        if (!taskWanted) {
            return null;
        }
        taskWanted = false;
        taskRunning = true;
        return () -> {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            taskRunning = false;
        };
    }

    @Override
    public boolean busy() {
        return taskWanted || taskRunning;
    }

    @Override
    public boolean established() {
        return established;
    }

    /// Tells the client why, or just that it is over, if the socket takes it at once.
    @Override
    public void close() {
        try {
            engine.closeOutbound();
            boolean more = !unsent.hasRemaining() && !busy();
            for (int i = 0; more && i < GOODBYE_RECORDS; i++) {
                ByteBuffer net = buffers.out.clear();
                SSLEngineResult result = engine.wrap(NOTHING, net);
                more = result.bytesProduced() > 0 && push(net.flip());
            }
        } catch (IOException e) {
            LOG.debug("A TLS connection ended without close_notify", e);
        }
    }
}
