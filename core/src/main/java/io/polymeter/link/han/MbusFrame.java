package io.polymeter.link.han;

import java.util.Arrays;

/// M-Bus long frames: `68 L L 68`, L bytes, their sum, `16` (EN 13757-2), with the transport of DLMS in them (EN
/// 13757-1): control, address, CI with the number of the part and 0x10 in the last, two service access points, data.
///
/// Sagemcom and Kaifa meters send frames of more than 255 bytes, with the low byte of their length.
final class MbusFrame {

    private static final int START = 0x68;
    private static final int STOP = 0x16;
    private static final int HEAD = 5;
    private static final int AROUND = 6;
    /// The largest low byte of a length beyond 255 that was seen is 1.
    private static final int MAX_EXCESS = 0x0f;

    private MbusFrame() {}

    static Part.Look look(byte[] bytes, int to) {
        int[] head = {START, -1, -1, START};
        for (int i = 0; i < Math.min(4, to); i++) {
            if (head[i] >= 0 && (bytes[i] & 0xff) != head[i]) {
                return Part.Look.OTHER;
            }
        }
        if (to < 4) {
            return Part.Look.BEGINNING;
        }
        if (bytes[1] != bytes[2]) {
            return Part.Look.OTHER;
        }
        int length = bytes[1] & 0xff;
        if (length >= HEAD) {
            if (to < length + AROUND) {
                return Part.Look.BEGINNING;
            }
            if (isWhole(bytes, length)) {
                return Part.Look.WHOLE;
            }
        }
        if (length > MAX_EXCESS) {
            return Part.Look.OTHER;
        }
        if (to < length + 256 + AROUND) {
            return Part.Look.BEGINNING;
        }
        return isWhole(bytes, length + 256) ? Part.Look.WHOLE : Part.Look.OTHER;
    }

    /// The frame at the beginning, which is whole.
    static Part part(byte[] bytes) {
        int short_ = bytes[1] & 0xff;
        int length = short_ >= HEAD && isWhole(bytes, short_) ? short_ : short_ + 256;
        int information = bytes[6] & 0xff;
        byte[] content = Arrays.copyOfRange(bytes, 4 + HEAD, 4 + length);
        return new Part(length + AROUND, content, information & 0xf, (information & 0x10) != 0, true);
    }

    private static boolean isWhole(byte[] bytes, int length) {
        int sum = 0;
        for (int i = 4; i < 4 + length; i++) {
            sum += bytes[i];
        }
        boolean framed = bytes[4 + length] == (byte) sum && (bytes[5 + length] & 0xff) == STOP;
        // CI 00 to 1F is DLMS; anything else is a frame of other M-Bus devices.
        return framed && (bytes[6] & 0xff) <= 0x1f;
    }
}
