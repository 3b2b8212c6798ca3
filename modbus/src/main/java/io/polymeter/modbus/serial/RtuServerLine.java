package io.polymeter.modbus.serial;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.PduException;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.RtuBusParser;
import io.polymeter.modbus.RtuCounters;
import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answering side of one open line, on the thread that calls [#serve].
///
/// Invariant: nothing is sent but replies to whole requests for our units, and none when its time is over: when
/// the limit has passed, when the bus has gone on, or when this process was stopped and nobody knows how old the
/// bytes are.
final class RtuServerLine {

    /// How long one read waits; what bounds the time to stop, and the age of what a read brings.
    private static final long SLICE = 100_000_000;

    // Longer than any 3.5 characters that matter, because adapters and schedulers tear gaps into frames: FTDI's
    // own latency is 16 ms. Only frames whose end nothing else tells, and what follows noise, wait for it.
    private static final long MIN_QUIET = 25_000_000;

    private static final long LATER_POLL = 500_000;

    /// So long any master waits.
    private static final long MIN_WAIT = 100_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(RtuServerLine.class);

    private final SerialLine line;
    private final Peer peer;
    private final RtuSettings settings;
    private final RequestHandler handler;
    private final LiveRtuStatistics tally;
    private final Ticker ticker;
    private final RtuBusParser parser;
    private final RtuEcho echo;
    private final long turnaround;
    private final long quiet;
    private final long answerWithin;
    private final ByteBuffer reply = ByteBuffer.allocate(Rtu.MAX_LENGTH);
    private byte[] chunk = new byte[512];
    // What arrived while a reply was under way.
    private byte[] ahead = new byte[512];
    private final byte[] spare = new byte[512];
    private int aheadCount;
    private RtuCounters counted;
    private long lastRead;
    private long arrival;
    /// When a request of ours came that nobody answered, 0 where the last was.
    private long unanswered;
    /// How long the master waits before it asks again, as seen; an answer must be on its way well before.
    private long patience = Long.MAX_VALUE;
    private boolean stale;
    private volatile long turned;
    private boolean unsettled;
    private @Nullable RuntimeException failure;
    private @Nullable String reported;

    /// What all lines of one server share.
    record Service(RtuSettings settings, RequestHandler handler, LiveRtuStatistics tally) {}

    RtuServerLine(SerialLine line, Peer peer, Service service) {
        this.line = line;
        this.peer = peer;
        this.settings = service.settings();
        this.handler = service.handler();
        this.tally = service.tally();
        this.ticker = settings.ticker();
        this.parser = new RtuBusParser(settings.units());
        this.echo = RtuEcho.ofServer(settings.echo());
        this.turnaround = settings.turnaroundOn(line);
        this.quiet = Math.max(MIN_QUIET, settings.parameters().t3_5());
        this.answerWithin = settings.answerWithin().toNanos();
        this.turned = ticker.nanos();
        this.counted = parser.counters();
    }

    /// True where its thread came round within `most` nanoseconds. Any thread.
    boolean turns(long most) {
        return ticker.nanos() - turned < most;
    }

    /// Answers until `stopped` says so.
    ///
    /// @throws IOException when the line is gone
    void serve(BooleanSupplier stopped) throws IOException {
        lastRead = ticker.nanos();
        arrival = lastRead;
        while (!stopped.getAsBoolean()) {
            turned = ticker.nanos();
            int count = receive();
            if (count > 0) {
                feed(count);
            } else if (unsettled && ticker.nanos() - arrival >= quiet) {
                settle();
            }
            count();
        }
    }

    private int receive() throws IOException {
        int count = aheadCount;
        if (count > 0) {
            byte[] swap = chunk;
            chunk = ahead;
            ahead = swap;
            aheadCount = 0;
            arrival = lastRead;
            return count;
        }
        count = line.read(chunk, parser.pending() ? quiet : SLICE);
        noteRead();
        if (count > 0) {
            if (unsettled && lastRead - arrival > quiet) {
                settle();
            }
            arrival = lastRead;
        }
        return count;
    }

    /// A read that took longer than it may have found bytes that nobody knows the age of.
    private void noteRead() {
        long now = ticker.nanos();
        stale = now - lastRead > SLICE + answerWithin;
        lastRead = now;
    }

    private void feed(int count) throws IOException {
        unsettled = true;
        int from = echo.swallow(chunk, count, arrival);
        if (echo.complete()) {
            tally.echoes.incrementAndGet();
        }
        if (echo.released() > 0) {
            drain(ByteBuffer.wrap(echo.bytes(), 0, echo.released()));
        }
        drain(ByteBuffer.wrap(chunk, from, count - from));
    }

    private void drain(ByteBuffer received) throws IOException {
        while (parser.next(received)) {
            take(received.remaining());
        }
    }

    /// Silence ends what length does not.
    private void settle() throws IOException {
        while (parser.silence()) {
            take(0);
        }
        unsettled = false;
    }

    private void take(int more) throws IOException {
        switch (parser.kind()) {
            case FOREIGN -> {}
            case BROADCAST -> broadcast();
            case REQUEST -> {
                tally.requests.incrementAndGet();
                learnPatience();
                if (stale || isPassed(parser.following() + more)) {
                    tally.late.incrementAndGet();
                } else {
                    respond();
                }
            }
        }
    }

    /// A master that got no answer asks again after its time-out: so long it waits. It is believed until it waits for
    /// longer.
    private void learnPatience() {
        if (unanswered != 0 && arrival - unanswered > answerWithin / 10) {
            patience = arrival - unanswered;
        }
        unanswered = arrival;
    }

    /// Up to three bytes are what a driver leaves on the wire when it lets go of it; a frame has four.
    private static boolean isPassed(int following) {
        return following >= Rtu.MIN_LENGTH;
    }

    private void broadcast() {
        tally.broadcasts.incrementAndGet();
        try {
            Request request = Pdu.decodeRequest(parser.pdu());
            if (isWrite(request)) {
                handler.handle(0, request, peer);
            }
        } catch (PduException _) {
            // Nobody may hear that it was refused.
        } catch (RuntimeException e) {
            failure = e;
            reportFailure(0);
        }
    }

    private static boolean isWrite(Request request) {
        return switch (request.functionCode()) {
            case 5, 6, 15, 16, 22, 23 -> true;
            default -> false;
        };
    }

    private void respond() throws IOException {
        int unit = parser.unit();
        switch (ask(unit)) {
            case Answer.Silence() -> tally.silent.incrementAndGet();
            case Answer.Later(CompletableFuture<? extends Answer> future) -> {
                Answer answer = await(future);
                if (answer instanceof Response response) {
                    send(unit, response);
                } else if (answer == null) {
                    tally.late.incrementAndGet();
                } else {
                    tally.silent.incrementAndGet();
                }
            }
            case Response response -> send(unit, response);
        }
        // Only now: a log may take longer than a reply may.
        reportFailure(unit);
    }

    private Answer ask(int unit) {
        int function = parser.pdu().get(parser.pdu().position()) & 0xff;
        try {
            return handler.handle(unit, Pdu.decodeAnyRequest(parser.pdu()), peer);
        } catch (PduException e) {
            return new Response.Refusal(e.functionCode(), e.code());
        } catch (RuntimeException e) {
            failure = e;
            return new Response.Refusal(function, ExceptionCode.SERVER_DEVICE_FAILURE);
        }
    }

    /// Says it once, however often it happens.
    private void reportFailure(int unit) {
        if (failure != null && !failure.toString().equals(reported)) {
            reported = failure.toString();
            LOG.warn("{}: a request to unit {} could not be handled: {}", line.name(), unit, reported);
            LOG.debug("The failure", failure);
        }
        failure = null;
    }

    private @Nullable Answer await(CompletableFuture<? extends Answer> future) throws IOException {
        while (!future.isDone() && !isOver()) {
            ticker.sleep(LATER_POLL);
        }
        try {
            return future.getNow(null);
        } catch (CompletionException | CancellationException e) {
            LOG.debug("{}: the answer did not come", line.name(), e);
            return null;
        }
    }

    private boolean isOver() throws IOException {
        lookAhead();
        // A reply that takes nine tenths of the master's time meets no next request.
        long most = Math.min(answerWithin, Math.max(MIN_WAIT, patience / 10 * 9));
        return isPassed(aheadCount) || ticker.nanos() - arrival > most;
    }

    private void lookAhead() throws IOException {
        int count = line.read(spare, 0);
        int kept = Math.min(count, ahead.length - aheadCount);
        System.arraycopy(spare, 0, ahead, aheadCount, kept);
        aheadCount += kept;
        noteRead();
    }

    private void send(int unit, Response response) throws IOException {
        reply.clear();
        Rtu.encode(unit, response, reply);
        if (!isAtOnce()) {
            ticker.sleepUntil(arrival + turnaround);
            if (isOver()) {
                tally.late.incrementAndGet();
                return;
            }
        }
        line.write(reply.array(), reply.position());
        unanswered = 0;
        long now = ticker.nanos();
        tally.answered.incrementAndGet();
        tally.turnaround(now - arrival);
        long onWire = line.paced() ? settings.parameters().characters(reply.position()) : 0;
        echo.sent(reply.array(), reply.position(), now + onWire);
    }

    /// True for a reply that is due, and ready in less time than the shortest frame takes: no other can have come since
    /// the line was read, and a look at it would be a call of the system before every reply.
    private boolean isAtOnce() {
        long taken = ticker.nanos() - arrival;
        return aheadCount == 0
                && taken >= turnaround
                && taken < Math.min(answerWithin, settings.parameters().characters(Rtu.MIN_LENGTH));
    }

    private void count() {
        RtuCounters now = parser.counters();
        if (!now.equals(counted)) {
            tally.add(counted, now);
            counted = now;
        }
    }
}
