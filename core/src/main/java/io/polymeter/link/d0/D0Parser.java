package io.polymeter.link.d0;

import io.polymeter.link.telegram.EvenParity;
import io.polymeter.link.telegram.TelegramParser;
import io.polymeter.link.telegram.TelegramSink;
import io.polymeter.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Mode D: what the meter sends without being asked, from `/` to `!`. There is no checksum, so each line has to be
/// right.
public final class D0Parser implements TelegramParser {

    static final int LONGEST = 8192;

    private static final int ENOUGH = 100;

    private byte[] buffer = new byte[1024];
    private int length;
    private long received;
    private long strange;

    @Override
    public void take(byte[] bytes, int count, TelegramSink sink) {
        for (int i = 0; i < count; i++) {
            byte value = bytes[i];
            received++;
            int plain = value & 0x7f;
            boolean text = plain >= ' ' && plain < 0x7f || plain == '\r' || plain == '\n' || plain == 2 || plain == 3;
            boolean sound = value >= 0 || EvenParity.isRight(value);
            strange += text && sound ? 0 : 1;
            step(value, plain, sink);
        }
    }

    @Override
    public Message suspicion() {
        if (received < ENOUGH) {
            return received == 0
                    ? Message.of(
                            "d0-nothing-received",
                            "nothing received: does the meter send unsolicited? Without `mode: d` it gets a request")
                    : Message.verbatim("");
        }
        return strange * 4 > received
                ? Message.of(
                        "d0-no-text",
                        "received data is not text: check the line (2400-7E1, 9600-7E1) and whether the meter sends SML"
                                + " (`sml`)")
                : Message.of("d0-no-data", "received text has no data between / and !");
    }

    private void step(byte value, int plain, TelegramSink sink) {
        boolean lineStart = length == 0 || (buffer[length - 1] & 0x7f) == '\n';
        if (plain == '/' && lineStart) {
            if (length > 0) {
                sink.refused(Message.of("telegram-it-has-no-end", "it has no end"));
            }
            length = 0;
        } else if (length == 0) {
            return;
        }
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(LONGEST, 2 * length));
        }
        buffer[length++] = value;
        if (plain == '!' && lineStart) {
            finish(sink);
            length = 0;
        } else if (length == LONGEST) {
            sink.refused(Message.of("telegram-too-long", "it is longer than {count} bytes", LONGEST));
            length = 0;
        }
    }

    private void finish(TelegramSink sink) {
        if (!EvenParity.strip(buffer, 0, length)) {
            sink.refused(Message.of("telegram-a-character-is-broken", "a character is broken"));
            return;
        }
        String text = new String(buffer, 0, length - 1, StandardCharsets.US_ASCII);
        if (!text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\r' || c == '\n')) {
            sink.refused(Message.of("telegram-a-character-is-broken", "a character is broken"));
            return;
        }
        DataBlock block = new DataBlock();
        Message wrong = block.take(text, false);
        if (wrong.isEmpty()) {
            sink.telegram(block.telegram());
        } else {
            sink.refused(wrong);
        }
    }
}
