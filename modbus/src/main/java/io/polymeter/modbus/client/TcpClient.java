package io.polymeter.modbus.client;

import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.net.Duplex;
import io.polymeter.modbus.net.Sockets;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.net.TlsFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Asks one device over one connection, one request at a time; blocking, for a virtual thread.
///
/// It connects when it is first asked, and again after trouble. A reply that was too late is known by its
/// transaction id and dropped; where ids tell nothing, as with RTU inside TCP, a [LateReplyGuard] keeps it from being
/// taken for another one. What cannot be mistaken is tolerated and counted, see [Deviation]; bytes that are no
/// Modbus, and replies that could belong to another request, end the connection.
public final class TcpClient implements ModbusClient {

    private final ClientSettings settings;
    private final Connector connector;
    private final Ticker ticker;
    private final ResponseTimeout responseTime;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ByteBuffer out = ByteBuffer.allocate(ReplyFraming.BUFFER);
    private final ByteBuffer in = ByteBuffer.allocate(ReplyFraming.BUFFER);
    private final ClientTally tally = new ClientTally();

    /// More than this without a pause is no heartbeat.
    private static final int MAX_CHUNKS = 16;

    /// How long a reply with another transaction id waits for one with the right id.
    private static final long GRACE = 200_000_000;

    /// Replies in a row that may be missing before the connection is made anew: it may be half open.
    private static final int MAX_MISSES = 3;

    /// So long nothing comes in the middle of a frame, and it is looked at again.
    private static final long PAUSE = 50_000_000;

    private final LineMemory memory;
    private final LateReplyGuard guard;
    private final ReplyFraming framing;

    private int misses;
    private int transaction;
    private long freeAt;
    private boolean used;
    private volatile @Nullable Duplex connection;
    private volatile boolean closed;

    /// A client that has not connected yet.
    ///
    /// @param connector reaches the device, in the clear or over TLS
    public TcpClient(ClientSettings settings, Connector connector, Ticker ticker) {
        this(settings, connector, ticker, new LineMemory(ticker.nanos()));
    }

    /// A client that knows what the ones before it have learned of the line.
    ///
    /// @param memory for one client after the other
    public TcpClient(ClientSettings settings, Connector connector, Ticker ticker, LineMemory memory) {
        this.settings = settings;
        this.connector = connector;
        this.ticker = ticker;
        this.memory = memory;
        this.guard = memory.guard();
        this.responseTime = new ResponseTimeout(settings, memory);
        this.framing = ReplyFraming.of(settings.framing(), memory);
        this.freeAt = ticker.nanos();
    }

    /// Asks, and waits for the reply; see [ModbusClient#send].
    ///
    /// A read that finds its kept connection ended by the device is sent once more on a new one; a write never
    /// is.
    ///
    /// @throws NoResponseException if no reply came in time
    /// @throws ConnectFailedException if there is no connection to be had
    /// @throws ConnectionLostException if the connection ended before the reply was whole
    /// @throws DoubtfulReplyException if something else than the reply came
    @Override
    public Response send(int unit, Request request) throws IOException, InterruptedException {
        if (unit < 0 || unit > 0xff) {
            throw new IllegalArgumentException("unit " + unit + " is not 0 to 255");
        }
        turn.lockInterruptibly();
        try {
            boolean kept = connection != null && used;
            try {
                return exchange(unit, request);
            } catch (ConnectionLostException e) {
                if (!kept || closed || !request.onlyReads()) {
                    throw e;
                }
                return exchange(unit, request);
            }
        } finally {
            turn.unlock();
        }
    }

    /// What has happened so far.
    public ClientCounters counters() {
        return tally.snapshot();
    }

    /// Whether there is a connection, as far as is known.
    public boolean connected() {
        return connection != null;
    }

    @Override
    public void close() {
        closed = true;
        Sockets.close(connection);
    }

    @Override
    public List<Deviation> deviations() {
        return memory.deviations().list();
    }

    private Response exchange(int unit, Request request) throws IOException, InterruptedException {
        connect();
        if (framing.formOnly() && guard.inDoubt(unit, request)) {
            ticker.sleep(Duration.ofNanos(memory.quietUntil(unit) - ticker.nanos()));
            Request first = guard.question(unit, request);
            if (first != null) {
                var _ = exchangeOnce(unit, first);
            }
            guard.answered(unit);
        }
        return exchangeOnce(unit, request);
    }

    private Response exchangeOnce(int unit, Request request) throws IOException, InterruptedException {
        Duplex duplex = connect();
        boolean whole = false;
        try {
            ticker.sleep(Duration.ofNanos(freeAt - ticker.nanos()));
            passUnasked(duplex);
            Response response = ask(duplex, unit, request);
            if (response == null && request.onlyReads()) {
                if (framing.formOnly()) {
                    passUnasked(duplex);
                }
                response = ask(duplex, unit, request);
            }
            if (response == null) {
                throw new ProtocolException(
                        Wording.of("replies-unsure", "replies of which none is surely the request's"));
            }
            whole = true;
            misses = 0;
            return response;
        } catch (UnfitReplyException e) {
            whole = true;
            throw new UnfitReplyException(
                    Wording.of("unit-says", "{place}, unit {unit}: {why}", settings.name(), unit, e.wording()));
        } catch (NoResponseException e) {
            whole = unanswered(unit, request);
            throw e;
        } catch (ProtocolException e) {
            tally.doubtful.increment();
            throw new DoubtfulReplyException(
                    Wording.of("sent-doubtful", "{place} sent {what}", settings.name(), Wording.of(e)));
        } catch (ConnectionException e) {
            throw e;
        } catch (IOException e) {
            throw lost(TlsFailure.words(e));
        } finally {
            freeAt = ticker.nanos() + settings.pause().toNanos();
            if (!whole) {
                drop(duplex);
            }
        }
    }

    /// @return whether the connection can be kept
    private boolean unanswered(int unit, Request request) {
        boolean known = framing.unanswered();
        misses++;
        if (framing.formOnly()) {
            guard.unanswered(unit, request);
            memory.quiet(unit, ticker.nanos() + responseTime.longest());
        }
        return known && misses < MAX_MISSES;
    }

    private Duplex connect() throws IOException, InterruptedException {
        Duplex duplex = connection;
        if (duplex == null && !closed) {
            try {
                duplex = connector.open(settings.host(), settings.port(), settings.connectTimeout());
            } catch (IOException e) {
                tally.failedConnects.increment();
                interrupted();
                throw e;
            }
            tally.connects.increment();
            connection = duplex;
            used = false;
            framing.connected();
            guard.connected();
            misses = 0;
            freeAt = ticker.nanos() + settings.connectDelay().toNanos();
        }
        // Asked after connecting: closing may have come while there was nothing to close yet.
        if (duplex == null || closed) {
            drop(duplex);
            throw new ConnectionLostException(
                    Wording.of("client-closed", "the client for {place} is closed", settings.name()));
        }
        return duplex;
    }

    /// Passes over what came since the last reply.
    private void passUnasked(Duplex duplex) throws IOException {
        for (int i = 0; used && i < MAX_CHUNKS; i++) {
            if (duplex.read(in.clear(), 0) <= 0) {
                return;
            }
            framing.unasked(in.flip());
            cameLate();
        }
    }

    /// Something came that was asked before: so long the device may need.
    private void cameLate() {
        long missed = memory.missed();
        if (missed != 0) {
            responseTime.late(ticker.nanos() - missed);
            memory.missed(0);
        }
    }

    /// @return null if a reply came that will be ours if the next one deviates in the same way
    private @Nullable Response ask(Duplex duplex, int unit, Request request) throws IOException, InterruptedException {
        transaction = transaction + 1 & 0xffff;
        framing.ask(transaction, unit, request, out.clear());
        used = true;
        tally.requests.increment();
        long sent = ticker.nanos();
        long limit = responseTime.limit();
        long until = sent + limit;
        duplex.write(out.flip());
        while (true) {
            long left = until - ticker.nanos();
            boolean open = framing.isOpen();
            int count = left <= 0 ? 0 : duplex.read(in.clear(), open ? Math.min(PAUSE, left) : left);
            interrupted();
            if (count < 0) {
                throw lost(Wording.of("device-ended", "the device ended the connection"));
            }
            if (left <= 0 && framing.holdsCandidate()) {
                return settled();
            }
            if (left <= 0) {
                responseTime.unanswered();
                tally.timeouts.increment();
                memory.missed(sent);
                throw absent(unit, request, limit);
            }
            boolean held = framing.holdsCandidate();
            long late = framing.late();
            in.flip();
            Response response = answered(count == 0 && open ? framing.silence() : framing.next(in), sent);
            if (framing.late() > late) {
                cameLate();
            }
            if (response != null) {
                return response;
            }
            if (!held && framing.holdsCandidate()) {
                long grace = framing.formOnly() ? Math.max(GRACE, responseTime.longest()) : GRACE;
                until = ticker.nanos() + Math.min(grace, Math.max(0, until - ticker.nanos()));
            }
        }
    }

    private NoResponseException absent(int unit, Request request, long limit) {
        Wording silent = Wording.of(
                "unit-silent",
                "{place}, unit {unit}, did not answer function {function} within {millis} ms",
                settings.name(),
                unit,
                request.functionCode(),
                Math.ceilDiv(limit, 1_000_000));
        Wording instead = framing.instead();
        return new NoResponseException(
                instead == null
                        ? silent
                        : Wording.of("came-instead", "{silent}; what came instead: {what}", silent, instead));
    }

    /// How long it was waited for another reply says nothing of the device.
    private @Nullable Response settled() throws UnfitReplyException {
        Response response = framing.settle();
        if (response != null) {
            tally.replies.increment();
        }
        return response;
    }

    private @Nullable Response answered(@Nullable Response response, long sent) {
        if (response != null) {
            responseTime.answered(ticker.nanos() - sent);
            tally.replies.increment();
        }
        return response;
    }

    private ConnectionLostException lost(Object why) throws InterruptedException {
        interrupted();
        tally.lost.increment();
        return new ConnectionLostException(
                Wording.of("connection-lost", "{place}: the connection was lost: {why}", settings.name(), why));
    }

    /// An interrupt closes the socket of a virtual thread, which is then not the device's fault.
    private static void interrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for a device");
        }
    }

    private void drop(@Nullable Duplex duplex) {
        connection = null;
        Sockets.close(duplex);
    }

    /// The counters while they count: written by the thread whose turn it is, read by anyone.
    private static final class ClientTally {

        final LongAdder connects = new LongAdder();
        final LongAdder failedConnects = new LongAdder();
        final LongAdder requests = new LongAdder();
        final LongAdder replies = new LongAdder();
        final LongAdder timeouts = new LongAdder();
        final LongAdder lost = new LongAdder();
        final LongAdder doubtful = new LongAdder();

        ClientCounters snapshot() {
            return new ClientCounters(
                    connects.sum(),
                    failedConnects.sum(),
                    requests.sum(),
                    replies.sum(),
                    timeouts.sum(),
                    lost.sum(),
                    doubtful.sum());
        }
    }
}
