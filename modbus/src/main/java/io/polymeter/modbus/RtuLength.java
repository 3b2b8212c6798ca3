package io.polymeter.modbus;

/// How long a frame is, as its first bytes tell: all public function codes of the specification, whether served
/// here or not.
final class RtuLength {

    /// Not yet to be told: more bytes are needed.
    static final int MORE = 0;

    /// Only silence ends such a frame.
    static final int OPEN = -1;

    /// No frame begins so.
    static final int NONE = -2;

    private RtuLength() {}

    /// The length of the request whose unit id is at `bytes[at]`, of which `held` bytes are there (2 or more).
    static int request(byte[] bytes, int at, int held) {
        int function = bytes[at + 1] & 0xff;
        return switch (function) {
            case 0 -> NONE;
            case 1, 2, 3, 4, 5, 6 -> 8;
            case 7, 11, 12, 17 -> 4;
            case 8 -> diagnostics(bytes, at, held);
            case 15, 16 -> counted(bytes, at, held, 6);
            case 20, 21 -> counted(bytes, at, held, 2);
            case 22 -> 10;
            case 23 -> counted(bytes, at, held, 10);
            case 24 -> 6;
            case 43 -> held < 3 ? MORE : bytes[at + 2] == 14 ? 7 : OPEN;
            default -> function < 128 ? OPEN : NONE;
        };
    }

    /// True for a write of several items, here with `held` bytes, whose byte count is not that of its items.
    static boolean isMiscounted(byte[] bytes, int at, int held) {
        int index = switch (bytes[at + 1]) {
            case 15, 16 -> 6;
            case 23 -> 10;
            default -> held;
        };
        if (held <= index) {
            return false;
        }
        int quantity = (bytes[at + index - 2] & 0xff) << 8 | bytes[at + index - 1] & 0xff;
        int expected = bytes[at + 1] == 15 ? (quantity + 7) / 8 : 2 * quantity;
        return (bytes[at + index] & 0xff) != expected;
    }

    /// The length of the answer whose unit id is at `bytes[at]`, of which `held` bytes are there (2 or more).
    static int reply(byte[] bytes, int at, int held) {
        int function = bytes[at + 1] & 0xff;
        return switch (function) {
            case 0, 128 -> NONE;
            case 1, 2, 12, 17, 20, 21 -> counted(bytes, at, held, 2);
            case 3, 4, 23 -> {
                int length = counted(bytes, at, held, 2);
                yield length > 0 && length % 2 == 0 ? NONE : length;
            }
            case 5, 6, 11, 15, 16 -> 8;
            case 7 -> 5;
            case 8 -> diagnostics(bytes, at, held);
            case 22 -> 10;
            case 24 -> fifo(bytes, at, held);
            case 43 -> held < 3 ? MORE : bytes[at + 2] == 14 ? identification(bytes, at, held) : OPEN;
            default -> function < 128 ? OPEN : 5;
        };
    }

    /// The length of the answer that the valid request at `bytes[at]` will get if it is not refused, negative if
    /// not known.
    static int replyTo(byte[] bytes, int at) {
        int quantity = (bytes[at + 4] & 0xff) << 8 | bytes[at + 5] & 0xff;
        return switch (bytes[at + 1]) {
            case 1, 2 -> 5 + (quantity + 7) / 8;
            case 3, 4, 23 -> 5 + 2 * quantity;
            default -> OPEN;
        };
    }

    /// A byte count at `index`, its bytes, the CRC.
    private static int counted(byte[] bytes, int at, int held, int index) {
        if (held <= index) {
            return MORE;
        }
        int count = bytes[at + index] & 0xff;
        return count == 0 ? NONE : limited(index + 1 + count + 2);
    }

    /// Sub-function 0 echoes any number of words, and nothing says how many; all others have one.
    private static int diagnostics(byte[] bytes, int at, int held) {
        if (held < 4) {
            return MORE;
        }
        return bytes[at + 2] == 0 && bytes[at + 3] == 0 ? OPEN : 8;
    }

    private static int fifo(byte[] bytes, int at, int held) {
        return held < 4 ? MORE : limited(4 + ((bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff) + 2);
    }

    private static int identification(byte[] bytes, int at, int held) {
        if (held < 8) {
            return MORE;
        }
        int end = 8;
        for (int i = bytes[at + 7] & 0xff; i > 0; i--) {
            if (held < end + 2) {
                return MORE;
            }
            end += 2 + (bytes[at + end + 1] & 0xff);
            if (end + 2 > Rtu.MAX_LENGTH) {
                return NONE;
            }
        }
        return end + 2;
    }

    private static int limited(int length) {
        return length > Rtu.MAX_LENGTH ? NONE : length;
    }
}
