package io.polymeter.modbus;

import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/// Follows a serial bus as a slave does: requests to own units, broadcasts, and the talk of the master with
/// others.
///
/// The caller feeds bytes as they come, and says when the line has been silent for 3.5 characters; no time is read
/// here.
///
/// ```java
/// while (parser.next(received)) { answer(parser); }
/// // and after silence
/// while (parser.silence()) { answer(parser); }
/// ```
///
/// Invariants. A frame is shown only with right CRC at the length its content tells. What lies inside a valid
/// frame is never taken for a frame. After noise, a request to us counts only if silence follows it, as it does
/// when a master waits for our answer; bytes that look like a request inside a damaged frame of others are
/// therefore not answered. A broadcast after noise is dropped: nobody would notice that it was misread. Answers
/// (function code above 127) are never shown as requests, so that an echo of our own answer starts no dialogue.
public final class RtuBusParser {

    /// For whom a frame is.
    public enum Kind {
        /// A request to an own unit: to be answered, if it [is the latest][RtuBusParser#isLatest].
        REQUEST,
        /// A request to all units: to be executed, never answered.
        BROADCAST,
        /// A request to another unit, or the answer of one: to be ignored.
        FOREIGN
    }

    /// Whose turn it is to speak.
    private sealed interface Turn {
        /// The master's.
        record Master() implements Turn {}

        /// The unit's that was asked; `length` is that of the frame it will send, or negative if not known.
        record Unit(int unit, int function, int length) implements Turn {}
    }

    private static final int WAIT = RtuLength.MORE;
    private static final int NONE = RtuLength.NONE;
    private static final Turn MASTER = new Turn.Master();

    private final RtuInput input = new RtuInput();
    private final IntPredicate own;
    private Turn turn = MASTER;
    private Kind kind = Kind.FOREIGN;
    private int unit;

    /// Whether the first byte held is the first of a frame: silence or a valid frame was before it.
    private boolean aligned = true;

    /// Whether the first byte held began a frame of full length with a wrong CRC.
    private boolean mismatch;

    /// Whether the frame that is judged is an answer.
    private boolean answer;

    /// @param own which unit ids, 1 to 255, are ours
    public RtuBusParser(IntPredicate own) {
        this.own = own;
    }

    /// Goes on to the next frame.
    ///
    /// @param received position to limit; the position moves behind what was used
    /// @return true if there is a frame; false if all bytes are used up
    public boolean next(ByteBuffer received) {
        input.release();
        while (!find(false)) {
            if (!received.hasRemaining()) {
                return false;
            }
            input.fill(received);
        }
        return true;
    }

    /// The line has been silent for 3.5 characters after the last byte. Goes on to the next frame among what is
    /// held; to be called until it returns false, after which nothing is held.
    public boolean silence() {
        input.release();
        if (find(true)) {
            return true;
        }
        input.clear();
        aligned = true;
        return false;
    }

    /// Whether bytes are held that are not yet explained: then [#silence] must be called when it is due.
    public boolean pending() {
        return input.behind() > 0;
    }

    /// Whether nothing that could be a frame follows the frame shown. A request that another follows must not be
    /// answered: the master has given it up. Up to three bytes may follow, as a line driver that switches off
    /// makes noise.
    public boolean isLatest() {
        return input.behind() < Rtu.MIN_LENGTH;
    }

    /// How many bytes held follow the frame shown. Up to three may be what a driver leaves on the wire when it lets
    /// go; they can never become a frame of anybody's.
    public int following() {
        return input.behind();
    }

    /// For whom the frame shown is.
    public Kind kind() {
        return kind;
    }

    /// The unit id of the frame shown, 0 to 255.
    public int unit() {
        return unit;
    }

    /// The PDU of the frame shown, 1 to 253 bytes from position to limit; valid until the next call.
    public ByteBuffer pdu() {
        return input.pdu();
    }

    /// The counts so far; to be called on the thread that parses.
    public RtuCounters counters() {
        return input.counters();
    }

    private boolean find(boolean silent) {
        while (input.held() > 0) {
            mismatch = false;
            answer = false;
            int length = judge(silent);
            if (length == WAIT) {
                return false;
            }
            if (length > 0) {
                accept(length);
                return true;
            }
            reject(silent);
        }
        return false;
    }

    private void accept(int length) {
        unit = input.unit();
        int function = input.function();
        boolean ours = !answer && own.test(unit);
        kind = unit == 0 ? Kind.BROADCAST : ours ? Kind.REQUEST : Kind.FOREIGN;
        if (kind == Kind.FOREIGN) {
            input.foreign++;
        } else {
            input.frames++;
        }
        turn = kind == Kind.FOREIGN && !answer
                ? new Turn.Unit(unit, function, RtuLength.replyTo(input.bytes, input.start))
                : MASTER;
        aligned = true;
        input.show(length);
    }

    private void reject(boolean silent) {
        if (aligned) {
            aligned = false;
            if (mismatch) {
                input.crcErrors++;
            } else if (silent && input.held() >= 2) {
                input.dropped++;
            }
        }
        input.skipNoise();
    }

    /// The length of the valid frame at the front, or [#WAIT], or [#NONE].
    private int judge(boolean silent) {
        if (input.held() < Rtu.MIN_LENGTH) {
            return silent ? NONE : WAIT;
        }
        int to = input.unit();
        boolean ours = to == 0 || own.test(to);
        if (input.function() > 127) {
            answer = true;
            return to == 0 ? NONE : test(RtuLength.reply(input.bytes, input.start, input.held()), silent);
        }
        return ours ? judgeOwn(silent) : judgeForeign(silent);
    }

    private int judgeOwn(boolean silent) {
        int length = test(RtuLength.request(input.bytes, input.start, input.held()), silent);
        if (length <= 0 && aligned && RtuLength.isMiscounted(input.bytes, input.start, input.held())) {
            // Its own byte count is wrong, so silence ends it: the master is told.
            return open(silent);
        }
        if (length <= 0 || aligned) {
            return length;
        }
        if (length < input.held() || input.unit() == 0) {
            input.dropped++;
            return NONE;
        }
        return silent ? length : WAIT;
    }

    private int judgeForeign(boolean silent) {
        int reply = RtuLength.reply(input.bytes, input.start, input.held());
        if (isAwaited(reply)) {
            answer = true;
            int length = test(reply, silent);
            if (length != NONE) {
                return length;
            }
            answer = false;
        }
        int length = test(RtuLength.request(input.bytes, input.start, input.held()), silent);
        // A request is 8 bytes or more wherever an answer may be shorter: below 8, wait rather than mistake one.
        if (length > 0 || length == WAIT && input.held() < 8) {
            return length;
        }
        int other = test(reply, silent);
        answer = other > 0;
        return other > 0 || length == NONE ? other : length;
    }

    private boolean isAwaited(int reply) {
        return switch (turn) {
            case Turn.Master() -> false;
            case Turn.Unit(int asked, int function, int length) ->
                input.unit() == asked && input.function() == function && (length < 0 || reply <= 0 || reply == length);
        };
    }

    /// The length itself if so many bytes are there with right CRC, else [#WAIT] or [#NONE].
    private int test(int length, boolean silent) {
        int held = input.held();
        if (length == NONE) {
            return NONE;
        }
        if (length == RtuLength.OPEN) {
            return open(silent);
        }
        if (length == RtuLength.MORE || length > held) {
            return silent ? NONE : WAIT;
        }
        if (input.crcFits(length)) {
            return length;
        }
        mismatch = true;
        return NONE;
    }

    /// A frame that only silence ends: all that is held.
    private int open(boolean silent) {
        int held = input.held();
        if (input.function() == 8 && held >= 8 && input.crcFits(8)) {
            return 8;
        }
        if (!silent && held < Rtu.MAX_LENGTH) {
            return WAIT;
        }
        if (held <= Rtu.MAX_LENGTH && input.crcFits(held)) {
            return held;
        }
        mismatch = true;
        return NONE;
    }
}
