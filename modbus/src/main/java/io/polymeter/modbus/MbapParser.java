package io.polymeter.modbus;

import io.polymeter.modbus.fault.Wording;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Finds the frames of one Modbus TCP connection in chunks of any size.
///
/// ```java
/// while (parser.next(received)) {
///     Request request = Pdu.decodeRequest(parser.pdu());
///     …
/// }
/// ```
///
/// A frame that lies whole in the chunk is shown where it lies; only one that is split over chunks is copied, into
/// a fixed buffer. Nothing is allocated per frame as long as the caller reads into the same buffer each time. Not
/// thread-safe: one parser belongs to one connection.
public final class MbapParser {

    private final ByteBuffer split = ByteBuffer.allocate(Mbap.MAX_LENGTH);
    private @Nullable ByteBuffer source;
    private final ByteBuffer splitWindow = split.duplicate();
    private ByteBuffer window = splitWindow;
    private ByteBuffer pdu = splitWindow.duplicate().limit(0);
    private int transaction;
    private int unit;
    private boolean inDoubt;
    private boolean splitShown;

    /// Goes on to the next frame.
    ///
    /// @param input what was received, position to limit, in big-endian order; the position moves behind
    ///     what was used
    /// @return true if there is a whole frame: see [#transaction], [#unit], [#pdu]; false if all input is used
    ///     up
    /// @throws ProtocolException if the stream is no Modbus TCP (protocol id not 0, or a length that no frame
    ///     has). Where the next frame begins is then unknown: the connection must be closed, and every further
    ///     call throws again
    public boolean next(ByteBuffer input) {
        if (inDoubt) {
            throw new ProtocolException(Wording.of("stream-in-doubt", "the stream was in doubt before"));
        }
        if (splitShown) {
            splitShown = false;
            split.clear();
        }
        if (split.position() > 0) {
            return resume(input);
        }
        int available = input.remaining();
        int start = input.position();
        if (available >= 6) {
            int end = start + 6 + length(input, start);
            if (end <= input.limit()) {
                show(window(input), start, end);
                input.position(end);
                return true;
            }
        }
        split.put(input);
        return false;
    }

    /// Whether a part of a frame is held, so that an end of the stream now cuts a frame.
    public boolean midFrame() {
        return !splitShown && split.position() > 0;
    }

    /// The transaction id of the frame found, 0 to 65535.
    public int transaction() {
        return transaction;
    }

    /// The unit id of the frame found, 0 to 255.
    public int unit() {
        return unit;
    }

    /// The PDU of the frame found, 1 to 253 bytes from position to limit; valid until the next call of [#next] and
    /// as long as the input buffer is left alone.
    public ByteBuffer pdu() {
        return pdu;
    }

    private boolean resume(ByteBuffer input) {
        take(input, 6);
        if (split.position() < 6) {
            return false;
        }
        int whole = 6 + length(split, 0);
        take(input, whole);
        if (split.position() < whole) {
            return false;
        }
        show(splitWindow.clear(), 0, whole);
        splitShown = true;
        return true;
    }

    private void take(ByteBuffer input, int upTo) {
        int count = Math.min(upTo - split.position(), input.remaining());
        if (count > 0) {
            split.put(split.position(), input, input.position(), count);
            split.position(split.position() + count);
            input.position(input.position() + count);
        }
    }

    private int length(ByteBuffer buffer, int start) {
        int protocol = buffer.getShort(start + 2);
        int length = buffer.getShort(start + 4) & 0xffff;
        if (protocol != 0 || length < 2 || length > Pdu.MAX_LENGTH + 1) {
            inDoubt = true;
            throw new ProtocolException(Wording.of(
                    "not-modbus-tcp-header",
                    "not Modbus TCP: protocol id {protocol}, length {length} (0 and 2 to 254 belong)",
                    protocol & 0xffff,
                    length));
        }
        return length;
    }

    private void show(ByteBuffer view, int start, int end) {
        transaction = view.getShort(start) & 0xffff;
        unit = view.get(start + 6) & 0xff;
        pdu = view.limit(end).position(start + Mbap.HEADER_LENGTH);
    }

    @SuppressWarnings("ReferenceEquality") // the same buffer is meant, not the same bytes
    private ByteBuffer window(ByteBuffer input) {
        if (source != input) {
            source = input;
            window = input.duplicate();
        }
        return window.clear();
    }
}
