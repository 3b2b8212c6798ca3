package io.polymeter.modbus.client;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.fault.Wording;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Modbus TCP as it is found: a reply has the transaction id, the unit and the function of its request, or deviates
/// in a way that cannot be mistaken. Heartbeats, surplus bytes, late replies and other clients' replies are passed
/// over.
final class MbapReplies implements ReplyFraming {

    /// Bytes before one reply that belong to nothing: more, and this is no Modbus.
    private static final int MAX_STRAYS = 1_024;

    private static final int FUNCTION = Mbap.HEADER_LENGTH;

    private static final Wording NO_MODBUS =
            Wording.of("bytes-no-modbus-tcp", "bytes that are no Modbus TCP; see whether it wants `rtu+tcp`");

    private final Deviations deviations;
    private final TransactionIds ids = new TransactionIds();
    private final ByteBuffer held = ByteBuffer.allocate(2 * BUFFER);
    private int transaction;
    private int unit;
    private @Nullable Request request;
    private int strays;
    private @Nullable Candidate candidate;
    private final byte[] sent = new byte[Mbap.MAX_LENGTH];
    private int sentLength;
    private boolean echoes;
    private long late;
    private @Nullable Wording instead;

    /// A reply that nothing but its transaction id speaks against.
    private record Candidate(int transaction, Found found) {}

    /// A frame that answers the request as far as its function says.
    ///
    /// @param response null where the reply has not what was asked for
    /// @param misfit what it has instead; null where it fits
    private record Found(
            int unit, @Nullable Response response, @Nullable Wording misfit) {}

    MbapReplies(Deviations deviations) {
        this.deviations = deviations;
    }

    @Override
    public void connected() {
        ids.connected();
        held.clear();
        request = null;
    }

    @Override
    public void unasked(ByteBuffer in) {
        // Ids tell a reply that comes now from the next one; where they do not, nothing may come unasked.
        if (!ids.tellApart() && in.remaining() > Mbap.HEADER_LENGTH) {
            throw new ProtocolException(Wording.of("bytes-unsolicited", "unsolicited bytes"));
        }
        deviations.count(Deviation.Kind.SURPLUS_BYTES, in.remaining());
        in.position(in.limit());
    }

    @Override
    public void ask(int transaction, int unit, Request request, ByteBuffer out) {
        this.transaction = transaction;
        this.unit = unit;
        this.request = request;
        strays = 0;
        candidate = null;
        held.clear();
        instead = null;
        int start = out.position();
        Mbap.encode(transaction, unit, request, out);
        sentLength = out.position() - start;
        out.get(start, sent, 0, sentLength);
    }

    @Override
    public @Nullable Response next(ByteBuffer in) throws UnfitReplyException {
        while (in.hasRemaining()) {
            int count = Math.min(in.remaining(), held.remaining());
            held.put(held.position(), in, in.position(), count);
            held.position(held.position() + count);
            in.position(in.position() + count);
            held.flip();
            try {
                Response response = scan();
                if (response != null) {
                    surplus(held.remaining() + in.remaining());
                    in.position(in.limit());
                    return response;
                }
            } finally {
                held.compact();
            }
        }
        return null;
    }

    /// Takes frame after frame from the front of what is held.
    private @Nullable Response scan() throws UnfitReplyException {
        while (held.remaining() > FUNCTION) {
            int start = held.position();
            if (isEcho(start)) {
                deviations.count(Deviation.Kind.ECHO, 0);
                echoes = true;
                held.position(start + sentLength);
                continue;
            }
            int declared = 6 + (held.getShort(start + 4) & 0xffff);
            int length = evident(start);
            if (length == 0) {
                boolean noFunction = held.get(start + FUNCTION) == 0;
                if (held.getShort(start + 2) != 0 || declared < 8 || declared > Mbap.MAX_LENGTH + 2 || noFunction) {
                    stray();
                    continue;
                }
                length = length(start, declared);
            }
            if (length > held.remaining()) {
                return null;
            }
            if (held.getShort(start + 2) != 0) {
                deviations.count(Deviation.Kind.WRONG_PROTOCOL, held.getShort(start + 2) & 0xffff);
            }
            int answered = held.getShort(start) & 0xffff;
            Found found = found(start, length);
            held.position(start + length);
            if (found == null) {
                instead = other(held.get(start + FUNCTION) & 0x7f);
                drop(answered);
                continue;
            }
            if (length != declared) {
                deviations.count(Deviation.Kind.WRONG_LENGTH, declared - 6);
            }
            switch (ids.owner(answered, transaction)) {
                case OURS -> {
                    return accept(found, answered);
                }
                case LATE -> {
                    late++;
                    deviations.count(Deviation.Kind.LATE_REPLY, 0);
                }
                case FOREIGN -> deviations.count(Deviation.Kind.FOREIGN_REPLY, found.unit());
                case PERHAPS -> hold(answered, found);
            }
        }
        return null;
    }

    /// Whether what was sent comes back. The reply to a write of one register repeats the request: only a device that
    /// is known to echo sends it twice.
    private boolean isEcho(int start) {
        Request asked = Objects.requireNonNull(request);
        boolean repeats = asked instanceof Request.WriteSingleRegister
                || asked instanceof Request.WriteSingleCoil
                || asked instanceof Request.MaskWriteRegister
                || asked instanceof Request.ReturnQueryData;
        if (held.remaining() < sentLength || repeats && !echoes) {
            return false;
        }
        for (int i = 0; i < sentLength; i++) {
            if (held.get(start + i) != sent[i]) {
                return false;
            }
        }
        return true;
    }

    /// The length of a frame that is the reply for all but the length, or the protocol, that its header says:
    /// it has the transaction id, the unit, the function and the count of what was asked. 0 where it is not.
    private int evident(int start) {
        Request asked = Objects.requireNonNull(request);
        int expected = ReplyLength.of(asked);
        boolean named = (held.getShort(start) & 0xffff) == transaction && (held.get(start + 6) & 0xff) == unit;
        if (!named || held.remaining() < FUNCTION + 2) {
            return 0;
        }
        int function = held.get(start + FUNCTION) & 0xff;
        int second = held.get(start + FUNCTION + 1) & 0xff;
        if (function == (asked.functionCode() | 0x80) && ExceptionCode.of(second) != null) {
            return FUNCTION + 2;
        }
        boolean counts = function == asked.functionCode() && ReplyLength.isCounted(asked) && second == expected - 2;
        return counts ? FUNCTION + expected : 0;
    }

    /// How long the frame is: as its content says where that is what was asked for, else as its header says.
    private int length(int start, int declared) {
        int function = held.get(start + FUNCTION) & 0xff;
        Request asked = Objects.requireNonNull(request);
        if ((function & 0x80) != 0) {
            // Two bytes, whatever the header says: some say one more.
            return declared == 8 || declared > 10 ? declared : FUNCTION + 2;
        }
        int expected = function == asked.functionCode() ? ReplyLength.of(asked) : 0;
        if (expected == 0 || declared == FUNCTION + expected) {
            return declared;
        }
        boolean counted = ReplyLength.isCounted(asked);
        if (counted && held.remaining() <= FUNCTION + 1) {
            return FUNCTION + 2;
        }
        boolean fits = !counted || (held.get(start + FUNCTION + 1) & 0xff) == expected - 2;
        return fits && declared >= FUNCTION + expected - 2 ? FUNCTION + expected : declared;
    }

    /// The frame as the reply to what is asked; null where its function is another.
    private @Nullable Found found(int start, int length) {
        Request asked = Objects.requireNonNull(request);
        int function = held.get(start + FUNCTION) & 0xff;
        int from = held.get(start + 6) & 0xff;
        ByteBuffer pdu = held.slice(start + FUNCTION, length - FUNCTION);
        if (function == 0x80 && pdu.remaining() == 2) {
            deviations.count(Deviation.Kind.EXCEPTION_WITHOUT_FUNCTION, pdu.get(1) & 0xff);
            pdu = ByteBuffer.wrap(new byte[] {(byte) (asked.functionCode() | 0x80), pdu.get(1)});
        } else if ((function & 0x7f) != asked.functionCode()) {
            return null;
        }
        try {
            return new Found(from, Pdu.decodeResponse(pdu, asked), null);
        } catch (ProtocolException e) {
            return new Found(from, null, e.wording());
        }
    }

    private static Wording other(int function) {
        return Wording.of("reply-to-function", "a reply to function {function}", function);
    }

    private void drop(int answered) {
        boolean known = ids.owner(answered, transaction) == TransactionIds.Owner.LATE;
        if (known) {
            late++;
        }
        deviations.count(known ? Deviation.Kind.LATE_REPLY : Deviation.Kind.FOREIGN_REPLY, 0);
    }

    private void hold(int answered, Found found) {
        if (candidate != null) {
            throw new ProtocolException(
                    Wording.of("two-replies", "two replies to one request, neither with its transaction id"));
        }
        candidate = new Candidate(answered, found);
    }

    private Response accept(Found found, int answered) throws UnfitReplyException {
        if (answered != transaction) {
            deviations.count(Deviation.Kind.OTHER_TRANSACTION, TransactionIds.difference(answered, transaction));
        }
        if (found.unit() != unit) {
            deviations.count(Deviation.Kind.OTHER_UNIT, found.unit());
        }
        if (candidate != null) {
            deviations.count(Deviation.Kind.FOREIGN_REPLY, 0);
            candidate = null;
        }
        Response response = found.response();
        if (response == null) {
            throw new UnfitReplyException(Objects.requireNonNull(found.misfit()));
        }
        return response;
    }

    @Override
    public boolean isOpen() {
        return held.position() > FUNCTION;
    }

    /// What stands before the reply may look like the header of a longer frame, which never ends.
    @Override
    public @Nullable Response silence() throws UnfitReplyException {
        held.flip();
        try {
            for (int start = held.position() + 1; start + FUNCTION + 2 <= held.limit(); start++) {
                held.position(start);
                int length = evident(start);
                if (length == 0 || length > held.remaining()) {
                    continue;
                }
                Found found = found(start, length);
                if (found != null) {
                    deviations.count(Deviation.Kind.SURPLUS_BYTES, start);
                    held.position(held.limit());
                    return accept(found, transaction);
                }
            }
            held.position(0);
            return null;
        } finally {
            held.compact();
        }
    }

    @Override
    public long late() {
        return late;
    }

    @Override
    public @Nullable Wording instead() {
        return instead;
    }

    @Override
    public boolean holdsCandidate() {
        return candidate != null;
    }

    @Override
    public @Nullable Response settle() throws UnfitReplyException {
        Candidate only = Objects.requireNonNull(candidate);
        candidate = null;
        return ids.believe(only.transaction(), transaction) ? accept(only.found(), only.transaction()) : null;
    }

    @Override
    public boolean unanswered() {
        ids.unanswered(transaction);
        return ids.tellApart();
    }

    @Override
    public boolean formOnly() {
        return ids.isConstant();
    }

    private void surplus(int count) {
        if (count > 0) {
            if (!ids.tellApart() && count > Mbap.HEADER_LENGTH) {
                throw new ProtocolException(ReplyFraming.SEVERAL);
            }
            deviations.count(Deviation.Kind.SURPLUS_BYTES, count);
            held.position(held.limit());
        }
    }

    private void stray() {
        held.get();
        instead = NO_MODBUS;
        if (strays == 0) {
            deviations.count(Deviation.Kind.SURPLUS_BYTES, 1);
        }
        strays++;
        if (strays > MAX_STRAYS) {
            throw new ProtocolException(Wording.of("not-modbus-tcp", "not Modbus TCP"));
        }
    }
}
