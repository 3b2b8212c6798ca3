package io.polymeter.link.sml;

import io.polymeter.link.sml.SmlNode.Listed;
import io.polymeter.link.telegram.TelegramParser;
import io.polymeter.link.telegram.TelegramSink;
import io.polymeter.message.Message;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/// SML files in a stream of bytes.
///
/// Four bytes `1B` inside a file are sent twice. Makers disagree whether that is so at each place or at multiples of
/// four bytes alone; the checksums of the messages say which reading is right.
public final class SmlParser implements TelegramParser {

    private static final int ENOUGH = 256;

    private final SmlFramer framer = new SmlFramer();

    @Override
    public void take(byte[] bytes, int count, TelegramSink sink) {
        framer.take(bytes, count, new SmlFramer.Files() {
            @Override
            public void file(byte[] content) {
                read(content, sink);
            }

            @Override
            public void refused(Message why) {
                sink.refused(why);
            }
        });
    }

    @Override
    public Message suspicion() {
        return framer.unframed() < ENOUGH
                ? Message.verbatim("")
                : Message.of(
                        "sml-no-sml",
                        "received data is not SML: check the line (9600-8N1) and whether the meter sends D0 (`d0`)");
    }

    private static void read(byte[] content, TelegramSink sink) {
        Message why = Message.verbatim("");
        for (byte[] reading : List.of(unescape(content, 1), unescape(content, 4), content)) {
            try {
                List<Listed> bodies = SmlReader.bodies(reading);
                SmlTelegram.of(bodies)
                        .ifPresentOrElse(
                                sink::telegram,
                                () -> sink.refused(
                                        Message.of("telegram-it-has-no-list-of-values", "it has no list of values")));
                return;
            } catch (SmlReader.Broken e) {
                why = why.isEmpty() ? e.said() : why;
            }
        }
        sink.refused(why);
    }

    /// @param step escape sequences begin at multiples of so many bytes
    private static byte[] unescape(byte[] content, int step) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(content.length);
        int i = 0;
        while (i < content.length) {
            boolean escape = i % step == 0 && isEscape(content, i) && isEscape(content, i + 4);
            if (escape) {
                plain.write(content, i, 4);
                i += 8;
            } else {
                plain.write(content[i]);
                i++;
            }
        }
        byte[] result = plain.toByteArray();
        return Arrays.equals(result, content) ? content : result;
    }

    private static boolean isEscape(byte[] content, int at) {
        return at + 4 <= content.length
                && content[at] == 0x1b
                && content[at + 1] == 0x1b
                && content[at + 2] == 0x1b
                && content[at + 3] == 0x1b;
    }
}
