package io.polymeter.modbus;

import java.nio.ByteBuffer;

/// The bytes of a serial line that are not yet explained, in a fixed buffer, with the frame last shown and the
/// counts.
final class RtuInput {

    /// More than one longest frame, so that moving bytes to the front is rare.
    final byte[] bytes = new byte[2 * Rtu.MAX_LENGTH];

    int start;
    private int end;
    private int shown;
    private final ByteBuffer view = ByteBuffer.wrap(bytes);
    private ByteBuffer pdu = view.duplicate().limit(0);

    long frames;
    long foreign;
    long crcErrors;
    long noiseBytes;
    long dropped;

    int held() {
        return end - start;
    }

    int unit() {
        return bytes[start] & 0xff;
    }

    int function() {
        return bytes[start + 1] & 0xff;
    }

    boolean crcFits(int length) {
        return Crc16.of(bytes, start, start + length) == 0;
    }

    /// Takes what fits out of `input`.
    void fill(ByteBuffer input) {
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, held());
            end -= start;
            start = 0;
        }
        int count = Math.min(input.remaining(), bytes.length - end);
        input.get(bytes, end, count);
        end += count;
    }

    /// Shows the frame at the front; it stays until [#release].
    void show(int length) {
        pdu = view.limit(start + length - 2).position(start + 1);
        shown = length;
    }

    ByteBuffer pdu() {
        return pdu;
    }

    /// Lets go of the frame shown.
    void release() {
        start += shown;
        shown = 0;
    }

    /// Bytes behind the frame shown.
    int behind() {
        return held() - shown;
    }

    void skipNoise() {
        start++;
        noiseBytes++;
    }

    /// Forgets all that is not shown, as noise.
    void discard() {
        noiseBytes += behind();
        clear();
    }

    void clear() {
        start = 0;
        end = 0;
        shown = 0;
    }

    RtuCounters counters() {
        return new RtuCounters(frames, foreign, crcErrors, noiseBytes, dropped);
    }
}
