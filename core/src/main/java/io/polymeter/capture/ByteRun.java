package io.polymeter.capture;

import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.Pdu;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The bytes of one direction of a connection, cut into frames. What was sent twice is taken once; after a gap, and
/// after what is no Modbus, it begins anew with the next segment.
final class ByteRun {

    private final ByteBuffer held = ByteBuffer.allocate(65_536 + Mbap.MAX_LENGTH);
    private boolean begun;
    private int expected;

    /// A whole frame.
    ///
    /// @param pdu position to limit
    record Whole(int transaction, int unit, ByteBuffer pdu) {}

    void take(Segment segment) {
        ByteBuffer data = segment.data().duplicate();
        int ahead = segment.sequence() - expected;
        int next = segment.sequence() + data.remaining();
        if (begun && ahead < 0) {
            data.position(Math.min(data.limit(), -Math.max(ahead, -65_536)));
        } else if (begun && ahead > 0) {
            held.clear();
        }
        if (!data.hasRemaining()) {
            return;
        }
        begun = true;
        expected = next;
        if (data.remaining() > held.remaining()) {
            held.clear();
        }
        held.put(data);
    }

    /// The next frame that is whole, null where there is none yet.
    @Nullable
    Whole next() {
        if (held.position() < Mbap.HEADER_LENGTH) {
            return null;
        }
        int length = held.getShort(4) & 0xffff;
        if (held.getShort(2) != 0 || length < 2 || length > 1 + Pdu.MAX_LENGTH) {
            held.clear();
            return null;
        }
        if (held.position() < 6 + length) {
            return null;
        }
        held.flip();
        byte[] pdu = new byte[length - 1];
        int transaction = held.getShort(0) & 0xffff;
        int unit = held.get(6) & 0xff;
        held.get(Mbap.HEADER_LENGTH, pdu);
        held.position(6 + length);
        held.compact();
        return new Whole(transaction, unit, ByteBuffer.wrap(pdu));
    }
}
