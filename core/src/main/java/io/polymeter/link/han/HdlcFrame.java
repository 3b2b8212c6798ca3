package io.polymeter.link.han;

import io.polymeter.link.telegram.Checksum;
import java.util.Arrays;

/// HDLC frames of type 3 (IEC 62056-46, section 6.4): flag, format with the length, two addresses, control, header
/// checksum, information, checksum, flag.
final class HdlcFrame {

    private static final int FLAG = 0x7e;
    private static final int TYPE = 0xa0;
    private static final int SEGMENTED = 0x08;
    private static final int LONGEST_ADDRESS = 4;
    /// Flag, format, two addresses, control and checksum.
    private static final int LONGEST_HEADER = 14;
    private static final byte[] LLC = {(byte) 0xe6, (byte) 0xe7, 0x00};

    private HdlcFrame() {}

    static Part.Look look(byte[] bytes, int to) {
        if ((bytes[0] & 0xff) != FLAG || to > 1 && (bytes[1] & 0xf0) != TYPE) {
            return Part.Look.OTHER;
        }
        if (to < 3) {
            return Part.Look.BEGINNING;
        }
        int length = length(bytes);
        if (length < 9) {
            return Part.Look.OTHER;
        }
        // The header has a checksum of its own: a broken length is not waited for.
        int information = information(bytes, Math.min(to, length));
        if (information == 0 || to < length + 2) {
            return information == 0 && to >= LONGEST_HEADER || to >= length + 2 ? Part.Look.OTHER : Part.Look.BEGINNING;
        }
        boolean framed = (bytes[length + 1] & 0xff) == FLAG && checksum(bytes, 1, length - 1);
        return framed ? Part.Look.WHOLE : Part.Look.OTHER;
    }

    /// The frame at the beginning, which is whole. Its last flag may be the first of the next.
    static Part part(byte[] bytes) {
        int length = length(bytes);
        int from = information(bytes, length);
        byte[] content = Arrays.copyOfRange(bytes, from, length - 1);
        boolean first = content.length >= 3 && Arrays.equals(content, 0, 3, LLC, 0, 3);
        if (first) {
            content = Arrays.copyOfRange(content, 3, content.length);
        }
        boolean more = (bytes[1] & SEGMENTED) != 0;
        return new Part(length + 1, content, first ? 0 : 1, !more, false);
    }

    /// Bytes between the flags.
    private static int length(byte[] bytes) {
        return (bytes[1] & 0x07) << 8 | bytes[2] & 0xff;
    }

    /// Where the information begins; 0: that is not among the first `to` bytes, or the header is broken.
    private static int information(byte[] bytes, int to) {
        int at = 3;
        for (int address = 0; address < 2; address++) {
            int end = Math.min(to, at + LONGEST_ADDRESS);
            while (at < end && (bytes[at] & 1) == 0) {
                at++;
            }
            at++;
        }
        // The control byte stands at `at`, the header's checksum behind it.
        return at + 3 < to && checksum(bytes, 1, at + 1) ? at + 3 : 0;
    }

    private static boolean checksum(byte[] bytes, int from, int to) {
        int sent = bytes[to] & 0xff | (bytes[to + 1] & 0xff) << 8;
        return sent == Checksum.X25.of(bytes, from, to);
    }
}
