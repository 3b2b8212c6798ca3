package io.polymeter.modbus.client;

import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.RtuCounters;
import io.polymeter.modbus.RtuResponseParser;
import io.polymeter.modbus.fault.Wording;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// RTU inside TCP: no transaction id, so that a late reply can only be told from another by its form; see
/// [LateReplyGuard]. Noise, other units' replies and the echo of what was sent are passed over.
final class RtuReplies implements ReplyFraming {

    private final LineMemory memory;
    private final Deviations deviations;
    private final RtuResponseParser parser = new RtuResponseParser();
    private final byte[] sent = new byte[Rtu.MAX_LENGTH];
    private int sentLength;
    /// How much of what was sent has come back so far; -1 once it is clear that it does not.
    private int echoed;
    private boolean echoes;
    private int unit;
    private @Nullable Request request;
    /// A reply that may be a copy of one to another request.
    private @Nullable Response candidate;
    /// There was another such one, with other words.
    private boolean several;

    /// A single candidate: asked for again and the same, it is none, as what it would be a copy of was not asked for.
    private @Nullable Response doubted;

    /// How often the candidate came.
    private int times;

    private RtuCounters before = new RtuCounters(0, 0, 0, 0, 0);

    /// What has come since the request was sent, for a second look.
    private final ByteBuffer come = ByteBuffer.allocate(BUFFER);

    RtuReplies(LineMemory memory) {
        this.memory = memory;
        this.deviations = memory.deviations();
    }

    @Override
    public void connected() {
        echoed = 0;
    }

    @Override
    public void unasked(ByteBuffer in) {
        deviations.count(Deviation.Kind.SURPLUS_BYTES, in.remaining());
        in.position(in.limit());
    }

    @Override
    public void ask(int transaction, int unit, Request request, ByteBuffer out) {
        if (unit != this.unit || !request.equals(this.request)) {
            doubted = null;
        }
        this.unit = unit;
        this.request = request;
        candidate = null;
        several = false;
        times = 0;
        parser.expect(memory.answersAs(unit), request);
        come.clear();
        int start = out.position();
        Rtu.encode(unit, request, out);
        sentLength = out.position() - start;
        out.get(start, sent, 0, sentLength);
        echoed = 0;
    }

    @Override
    public @Nullable Response next(ByteBuffer in) {
        ByteBuffer rest = withoutEcho(in);
        if (rest == null) {
            return null;
        }
        come.put(come.position(), rest, rest.position(), Math.min(rest.remaining(), come.remaining()));
        come.position(come.position() + Math.min(rest.remaining(), come.remaining()));
        Response response = parser.next(rest);
        while (response != null && suspected(response)) {
            response = parser.next(rest);
        }
        if (response == null) {
            return null;
        }
        if (candidate != null) {
            candidate = null;
            memory.repeats().copied();
            deviations.count(Deviation.Kind.SURPLUS_BYTES, come.position());
        }
        int behind = rest.remaining() + parser.held();
        if (behind >= Rtu.MIN_LENGTH && isNews(come.duplicate().flip(), behind) && !repeats(behind)) {
            throw new ProtocolException(SEVERAL);
        }
        if (behind > 0) {
            deviations.count(Deviation.Kind.SURPLUS_BYTES, behind);
        }
        return accepted(response);
    }

    /// Holds a reply back that may be a copy of another one.
    private boolean suspected(Response response) {
        Request asked = Objects.requireNonNull(request);
        if (!memory.repeats().suspects(unit, asked, response)) {
            return false;
        }
        several |= candidate != null && !candidate.equals(response);
        candidate = response;
        times++;
        parser.expectAnother(asked);
        return true;
    }

    /// Whether the last so many bytes would be a reply, too, and no copy of another one.
    private boolean isNews(ByteBuffer bytes, int last) {
        Request asked = Objects.requireNonNull(request);
        RtuResponseParser second = new RtuResponseParser();
        second.expect(memory.answersAs(unit), asked);
        Response response = second.next(bytes.position(Math.max(0, bytes.limit() - last)));
        return response != null && !memory.repeats().suspects(unit, asked, response);
    }

    /// Whether the last so many bytes are those before them once more: whichever is taken, it says the same.
    private boolean repeats(int last) {
        int end = come.position();
        return end >= 2 * last && come.slice(end - last, last).equals(come.slice(end - 2 * last, last));
    }

    private Response accepted(Response response) {
        int name = memory.answersAs(unit);
        if (name != unit) {
            deviations.count(Deviation.Kind.OTHER_UNIT, name);
        }
        doubted = null;
        memory.repeats().taken(unit, Objects.requireNonNull(request), response);
        noted();
        return response;
    }

    @Override
    public boolean isOpen() {
        return parser.pending();
    }

    /// What stands before the reply may look like the beginning of a longer frame, which never ends.
    @Override
    public @Nullable Response silence() {
        Request asked = request;
        if (asked == null || candidate != null || come.position() < Rtu.MIN_LENGTH) {
            return null;
        }
        RtuResponseParser second = new RtuResponseParser();
        second.expect(memory.answersAs(unit), asked);
        Response response = second.next(come.duplicate().flip());
        if (response == null) {
            response = second.silence();
        }
        if (response == null) {
            return null;
        }
        deviations.count(Deviation.Kind.FOREIGN_REPLY, 0);
        return accepted(response);
    }

    /// What came behind the echo of the request; null while it may still be the echo.
    private @Nullable ByteBuffer withoutEcho(ByteBuffer in) {
        // The reply to a write of one register repeats the request: only a device that is known to echo sends it twice.
        boolean repeats = request != null && !request.onlyReads();
        if (echoed < 0 || repeats && !echoes) {
            return in;
        }
        while (in.hasRemaining() && echoed < sentLength) {
            if (in.get(in.position()) != sent[echoed]) {
                ByteBuffer all = ByteBuffer.allocate(echoed + in.remaining());
                all.put(sent, 0, echoed).put(in).flip();
                echoed = -1;
                return all;
            }
            in.get();
            echoed++;
        }
        if (echoed < sentLength) {
            return null;
        }
        echoed = -1;
        echoes = true;
        deviations.count(Deviation.Kind.ECHO, 0);
        return in;
    }

    private void noted() {
        RtuCounters now = parser.counters();
        deviations.count(before, now);
        before = now;
    }

    @Override
    public boolean holdsCandidate() {
        return candidate != null;
    }

    /// Where no other reply came, the registers have the same words indeed.
    @Override
    public @Nullable Response settle() {
        Response only = Objects.requireNonNull(candidate);
        candidate = null;
        if (several || times < 2 && memory.repeats().copies() && !only.equals(doubted)) {
            doubted = only;
            return null;
        }
        memory.repeats().believe(unit, Objects.requireNonNull(request), only);
        return accepted(only);
    }

    @Override
    public boolean unanswered() {
        memory.answeredBy(unit, parser.otherUnit());
        noted();
        return true;
    }

    @Override
    public long late() {
        return parser.counters().foreign();
    }

    @Override
    public @Nullable Wording instead() {
        return parser.discarded();
    }

    @Override
    public boolean formOnly() {
        return true;
    }
}
