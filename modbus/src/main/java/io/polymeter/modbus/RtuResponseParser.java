package io.polymeter.modbus;

import io.polymeter.modbus.fault.Wording;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Finds the answer to one request in what a master receives from a serial line or from RTU over TCP.
///
/// The caller says what it asked by [#expect], feeds bytes as they come, and calls [#silence] when the line has
/// been silent for 3.5 characters (over TCP: when nothing came for a while), which ends the wait for bytes that
/// noise announced. No time is read here. Answers of other units, late answers to earlier requests and noise are
/// discarded and counted. A late answer that equals a right one in unit, function and length cannot be told from
/// it on a serial line: a master lets the line fall silent before it asks again.
public final class RtuResponseParser {

    private static final int WAIT = RtuLength.MORE;
    private static final int NONE = RtuLength.NONE;

    private static final Wording CUT = Wording.of("cut-by-silence", "cut short by silence");
    private static final Wording NOISE = Wording.of("noise", "noise");
    private static final Wording WRONG_CRC = Wording.of("wrong-crc", "wrong CRC");

    private final RtuInput input = new RtuInput();
    private @Nullable Request request;
    private int unit;
    private boolean aligned = true;
    private @Nullable Wording discarded;
    private int otherUnit = -1;

    /// Forgets all bytes held and waits for the answer to `request`.
    ///
    /// @param unit 1 to 255
    public void expect(int unit, Request request) {
        this.unit = unit;
        this.request = request;
        input.discard();
        aligned = true;
        discarded = null;
        otherUnit = -1;
    }

    /// Waits for another answer to the request that was just answered; what came behind the first one counts.
    public void expectAnother(Request same) {
        request = same;
    }

    /// Takes received bytes.
    ///
    /// @param received position to limit; the position moves behind what was used
    /// @return the answer, or null if it is not there yet; after it, all is noise until the next [#expect]
    public @Nullable Response next(ByteBuffer received) {
        while (true) {
            Response response = find(false);
            if (response != null || !received.hasRemaining()) {
                return response;
            }
            input.fill(received);
        }
    }

    /// The line has been silent for 3.5 characters after the last byte: what is held is all there is. Nothing is
    /// held afterwards.
    public @Nullable Response silence() {
        Response response = find(true);
        input.discard();
        aligned = true;
        return response;
    }

    /// Whether bytes are held that are not yet explained: then [#silence] must be called when it is due.
    public boolean pending() {
        return held() > 0;
    }

    /// How many bytes are held that are not yet explained; right after an answer, how many came behind it.
    public int held() {
        return input.held();
    }

    /// Why something was last discarded since [#expect], or null if nothing was: the reason behind a time-out.
    public @Nullable Wording discarded() {
        return discarded;
    }

    /// The unit of an answer that was discarded since [#expect] for nothing but its unit; -1 if there was none.
    public int otherUnit() {
        return otherUnit;
    }

    /// The counts so far; to be called on the thread that parses.
    public RtuCounters counters() {
        return input.counters();
    }

    private @Nullable Response find(boolean silent) {
        while (input.held() > 0) {
            int length = request == null ? NONE : judge(silent);
            if (length == WAIT) {
                return null;
            }
            if (length == NONE) {
                aligned = false;
                input.skipNoise();
                continue;
            }
            aligned = true;
            Response response = take(length);
            if (response != null) {
                return response;
            }
        }
        return null;
    }

    private @Nullable Response take(int length) {
        Request asked = request;
        int from = input.unit();
        int function = input.function();
        input.show(length);
        try {
            if (asked != null && from == unit && (function & 0x7f) == asked.functionCode()) {
                Response response = ResponseDecoder.decode(input.pdu(), asked);
                input.frames++;
                request = null;
                return response;
            }
            discarded = Wording.of(
                    "answer-of-unit", "an answer of unit {unit} to function {function}", from, function & 0x7f);
            if (asked != null && (function & 0x7f) == asked.functionCode()) {
                var _ = ResponseDecoder.decode(input.pdu(), asked);
                otherUnit = from;
            }
        } catch (ProtocolException e) {
            discarded = e.wording();
        } finally {
            input.release();
        }
        input.foreign++;
        return null;
    }

    private int judge(boolean silent) {
        int held = input.held();
        if (held < Rtu.MIN_LENGTH) {
            return silent ? reject(CUT, true) : WAIT;
        }
        int length = RtuLength.reply(input.bytes, input.start, held);
        if (length == RtuLength.OPEN) {
            length = request instanceof Request.ReturnQueryData(Words data) && input.function() == 8
                    ? 6 + 2 * data.count()
                    : NONE;
        }
        if (length == NONE) {
            return reject(NOISE, false);
        }
        if (length == RtuLength.MORE || length > held) {
            return silent ? reject(CUT, true) : WAIT;
        }
        if (input.crcFits(length)) {
            return length;
        }
        if (aligned) {
            input.crcErrors++;
        }
        return reject(WRONG_CRC, false);
    }

    private int reject(Wording reason, boolean cut) {
        if (aligned) {
            discarded = reason;
            if (cut) {
                input.dropped++;
            }
        }
        return NONE;
    }
}
