package io.polymeter.modbus.serial;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.RtuCounters;
import io.polymeter.modbus.RtuResponseParser;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.Deviations;
import io.polymeter.modbus.client.LateReplyGuard;
import io.polymeter.modbus.client.LineMemory;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.client.RepeatGuard;
import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.RtuSettings.Echo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A Modbus client on a serial line, or on anything that carries its frames: one outstanding request.
///
/// Before each request the line has been silent for 3.5 characters. Late replies are read away. A serial frame
/// does not say which request it answers, so a unit that missed its time is not asked again before it has had the
/// same time once more, and then first something whose reply looks different, see [LateReplyGuard]; other units are
/// asked meanwhile.
public final class RtuClient implements ModbusClient {

    /// How a line is asked.
    ///
    /// @param timeout from the last byte of a request to its whole reply
    /// @param pause the shortest silence between a reply and the next request, for devices that need one
    public record Settings(SerialParameters parameters, Duration timeout, Duration pause, Echo echo, Ticker ticker) {

        public Settings {
            parameters.forRtu();
        }

        /// Waits a second for each reply, without pauses.
        public static Settings of(SerialParameters parameters) {
            return new Settings(parameters, Duration.ofSeconds(1), Duration.ZERO, Echo.AUTOMATIC, Ticker.SYSTEM);
        }

        /// The same with another patience.
        public Settings withTimeout(Duration other) {
            return new Settings(parameters, other, pause, echo, ticker);
        }

        /// The same with another pause.
        public Settings withPause(Duration other) {
            return new Settings(parameters, timeout, other, echo, ticker);
        }
    }

    // As long as adapters hold bytes back, see RtuSlave.
    private static final long QUIET = 25_000_000;

    private static final int AGAIN = 2;

    // How soon an interrupt is noticed.
    private static final long SLICE = 100_000_000;

    private final SerialLine line;
    private final Settings settings;
    private final Ticker ticker;
    private final RtuResponseParser parser = new RtuResponseParser();
    private final RtuEcho echo;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ByteBuffer frame = ByteBuffer.allocate(Rtu.MAX_LENGTH);
    private final byte[] chunk = new byte[512];
    private final long silence;
    private long lastByte;
    /// A single reply that may be a copy: the next time it is none, as what it would be a copy of was not asked for.
    private @Nullable Response doubted;

    /// The longest that a reply has taken, in ns.
    private long longest;
    private final LineMemory memory;
    private final LateReplyGuard guard;
    private final Deviations deviations;
    private RtuCounters before = new RtuCounters(0, 0, 0, 0, 0);

    /// Takes over `line`: closing the client closes it.
    public RtuClient(SerialLine line, Settings settings) {
        this(line, settings, new LineMemory(settings.ticker().nanos()));
    }

    /// Takes over `line`, knowing what the clients before it have learned of it.
    public RtuClient(SerialLine line, Settings settings, LineMemory memory) {
        this.memory = memory;
        this.guard = memory.guard();
        this.deviations = memory.deviations();
        this.line = line;
        this.settings = settings;
        this.ticker = settings.ticker();
        this.echo = RtuEcho.ofClient(settings.echo());
        this.silence = Math.max(
                settings.pause().toNanos(), line.paced() ? settings.parameters().t3_5() : 0);
        this.lastByte = ticker.nanos() - silence;
    }

    @Override
    public Response send(int unit, Request request) throws IOException, InterruptedException {
        if (unit < 1 || unit > 255) {
            throw new IllegalArgumentException("unit " + unit + " is not 1 to 255");
        }
        ticker.sleepUntil(memory.quietUntil(unit));
        turn.lockInterruptibly();
        try {
            doubted = null;
            if (guard.inDoubt(unit, request)) {
                Request first = guard.question(unit, request);
                if (first != null) {
                    var _ = exchange(unit, first, AGAIN);
                }
                guard.answered(unit);
            }
            return exchange(unit, request, AGAIN);
        } finally {
            turn.unlock();
        }
    }

    /// @param again how often it may be asked again where replies cannot be told from copies of others
    private Response exchange(int unit, Request request, int again) throws IOException, InterruptedException {
        awaitSilence();
        frame.clear();
        Rtu.encode(unit, request, frame);
        parser.expect(unit, request);
        line.write(frame.array(), frame.position());
        long onWire = line.paced() ? settings.parameters().characters(frame.position()) : 0;
        long gone = ticker.nanos() + onWire;
        echo.sent(frame.array(), frame.position(), gone);
        long deadline = gone + settings.timeout().toNanos();
        Response response = await(deadline);
        boolean doubtful = false;
        if (response != null) {
            longest = Math.max(longest, ticker.nanos() - gone);
            response = withoutCopy(unit, request, response);
            if (response == null && again > 0) {
                return exchange(unit, request, again - 1);
            }
            doubtful = response == null;
        }
        RtuCounters now = parser.counters();
        deviations.count(before, now);
        before = now;
        if (response == null) {
            guard.unanswered(unit, request);
            memory.quiet(unit, deadline + settings.timeout().toNanos());
            throw new NoResponseException(doubtful ? doubt(unit, request) : absence(unit, request));
        }
        return response;
    }

    private Wording doubt(int unit, Request request) {
        return Wording.of(
                "unit-sends-copies",
                "unit {unit} on {line} sent only what may be copies of other replies to function {function}:"
                        + " look for a repeater or a second master on the line",
                unit,
                line.name(),
                request.functionCode());
    }

    /// The reply itself, where what came first is a copy of another one; null where that cannot be told.
    private @Nullable Response withoutCopy(int unit, Request request, Response first)
            throws IOException, InterruptedException {
        RepeatGuard repeats = memory.repeats();
        long until = ticker.nanos() + Math.min(settings.timeout().toNanos(), 2 * Math.max(QUIET, longest));
        Response candidate = null;
        boolean several = false;
        int times = 0;
        Response response = first;
        while (response != null && repeats.suspects(unit, request, response)) {
            several |= candidate != null && !candidate.equals(response);
            candidate = response;
            times++;
            parser.expectAnother(request);
            Response held = parser.next(ByteBuffer.allocate(0));
            response = held != null ? held : await(until);
        }
        if (response == null && (several || times < 2 && repeats.copies() && !first.equals(doubted))) {
            doubted = first;
            return null;
        }
        doubted = null;
        if (response == null) {
            response = first;
            repeats.believe(unit, request, first);
        } else if (candidate != null) {
            repeats.copied();
            deviations.count(Deviation.Kind.SURPLUS_BYTES, 0);
        }
        repeats.taken(unit, request, response);
        return response;
    }

    private Wording absence(int unit, Request request) {
        Wording silent = Wording.of(
                "unit-on-line-silent",
                "unit {unit} on {line} did not answer function {function} within {millis} ms",
                unit,
                line.name(),
                request.functionCode(),
                settings.timeout().toMillis());
        Wording discarded = parser.discarded();
        return discarded == null ? silent : Wording.of("discarded", "{silent}; discarded: {what}", silent, discarded);
    }

    /// Reads away what belongs to no request of ours, until there is nothing more.
    private void awaitSilence() throws IOException, InterruptedException {
        ticker.sleepUntil(lastByte + silence);
        long patience = ticker.nanos() + settings.timeout().toNanos();
        int count = line.read(chunk, 0);
        while (count > 0) {
            lastByte = ticker.nanos();
            checkInterrupted();
            if (lastByte > patience) {
                throw new NoResponseException(Wording.of(
                        "line-never-silent", "{line} is never silent; is there a second client?", line.name()));
            }
            count = line.read(chunk, Math.max(silence, QUIET));
        }
        checkInterrupted();
    }

    private @Nullable Response await(long deadline) throws IOException, InterruptedException {
        long now = ticker.nanos();
        while (now < deadline) {
            int count = line.read(chunk, Math.min(parser.pending() ? QUIET : SLICE, deadline - now));
            now = ticker.nanos();
            Response response = count > 0 ? take(count, now) : parser.silence();
            if (response != null) {
                return response;
            }
            checkInterrupted();
        }
        return null;
    }

    private @Nullable Response take(int count, long now) {
        lastByte = now;
        int from = echo.swallow(chunk, count, now);
        if (echo.complete()) {
            deviations.count(Deviation.Kind.ECHO, 0);
        }
        if (echo.released() > 0) {
            Response response = parser.next(ByteBuffer.wrap(echo.bytes(), 0, echo.released()));
            if (response != null) {
                return response;
            }
        }
        return parser.next(ByteBuffer.wrap(chunk, from, count - from));
    }

    private static void checkInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public List<Deviation> deviations() {
        return deviations.list();
    }

    @Override
    public void close() {
        line.close();
    }
}
