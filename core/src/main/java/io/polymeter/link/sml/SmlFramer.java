package io.polymeter.link.sml;

import io.polymeter.link.telegram.Checksum;
import io.polymeter.message.Message;
import java.util.Arrays;

/// Finds SML files in a stream: transport protocol version 1, from `1B 1B 1B 1B 01 01 01 01` to
/// `1B 1B 1B 1B 1A`, the number of padding bytes and the checksum of all of it, low byte first.
///
/// Both checksums that meters have in use are taken, X-25 and KERMIT. An end whose checksum is wrong may be data:
/// the file goes on until another file begins or it is longer than any.
final class SmlFramer {

    /// Files of meters have some hundred bytes.
    static final int LONGEST = 8192;

    private static final int START = 8;
    private static final int END = 8;
    private static final int ESCAPE = 0x1b;

    private byte[] buffer = new byte[1024];
    private int length;
    /// Up to where there is no end.
    private int scanned;
    private boolean started;
    private int unframed;

    /// Takes files.
    interface Files {

        /// Takes a whole file.
        ///
        /// @param content between start and end, escape sequences and all
        void file(byte[] content);

        /// Hears of one that cannot be used.
        ///
        /// @param why in words
        void refused(Message why);
    }

    void take(byte[] bytes, int count, Files files) {
        for (int i = 0; i < count; i++) {
            append(bytes[i]);
            unframed = Math.min(Integer.MAX_VALUE - 1, unframed) + 1;
            if (!started) {
                started = isStart(length - START) && length >= START;
                if (started) {
                    drop(length - START);
                } else if (length >= START) {
                    drop(length - START + 1);
                }
                scanned = START;
            } else {
                step(files);
            }
        }
    }

    /// How many bytes came since the last file, whole or refused.
    int unframed() {
        return unframed;
    }

    private void step(Files files) {
        int last = length - START;
        // A start behind four more 1B is data that was escaped.
        if (last >= START && isStart(last) && !isEscape(last - 4)) {
            unframed = 0;
            files.refused(Message.of(
                    "telegram-it-ends-too-early-or-its-checksum-is-wrong",
                    "it ends too early, or its checksum is wrong"));
            drop(last);
            scanned = START;
            return;
        }
        int end = length - END;
        if (end >= scanned && isEscape(end) && (buffer[end + 4] & 0xff) == 0x1a) {
            int padding = buffer[end + 5] & 0xff;
            if (padding <= 3 && end - START >= padding && isChecksum(end + 6)) {
                byte[] content = Arrays.copyOfRange(buffer, START, end - padding);
                unframed = 0;
                reset();
                files.file(content);
                return;
            }
        }
        if (length >= LONGEST) {
            unframed = 0;
            files.refused(Message.of("telegram-too-long", "it is longer than {count} bytes", LONGEST));
            reset();
        }
    }

    private boolean isChecksum(int at) {
        int sent = buffer[at] & 0xff | (buffer[at + 1] & 0xff) << 8;
        return sent == Checksum.X25.of(buffer, 0, at) || sent == Checksum.KERMIT.of(buffer, 0, at);
    }

    private boolean isStart(int at) {
        if (at < 0 || !isEscape(at)) {
            return false;
        }
        return buffer[at + 4] == 1 && buffer[at + 5] == 1 && buffer[at + 6] == 1 && buffer[at + 7] == 1;
    }

    private boolean isEscape(int at) {
        return at >= 0
                && buffer[at] == ESCAPE
                && buffer[at + 1] == ESCAPE
                && buffer[at + 2] == ESCAPE
                && buffer[at + 3] == ESCAPE;
    }

    private void append(byte value) {
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(LONGEST, 2 * length));
        }
        buffer[length++] = value;
    }

    private void drop(int count) {
        System.arraycopy(buffer, count, buffer, 0, length - count);
        length -= count;
    }

    private void reset() {
        length = 0;
        started = false;
    }
}
