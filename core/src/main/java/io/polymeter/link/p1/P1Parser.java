package io.polymeter.link.p1;

import io.polymeter.config.yaml.Secret;
import io.polymeter.link.telegram.Ciphered;
import io.polymeter.link.telegram.Deciphering;
import io.polymeter.link.telegram.EvenParity;
import io.polymeter.link.telegram.Telegram;
import io.polymeter.link.telegram.TelegramParser;
import io.polymeter.link.telegram.TelegramSink;
import io.polymeter.message.Message;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// P1 telegrams in a stream of bytes, in clear or ciphered: from `/` to `!` and the checksum behind it.
public final class P1Parser implements TelegramParser {

    /// The longest telegrams, with a year of monthly peaks, have some 3000 bytes.
    static final int LONGEST = 8192;

    /// Luxembourg's authentication key ("P1 Port Specification", 3.2.5). Not every meter there has it.
    private static final String LUXEMBOURG = "00112233445566778899AABBCCDDEEFF";

    private static final int ENOUGH = 100;
    /// What is shorter than an identification line is no telegram that broke.
    private static final int SHORTEST = 40;
    /// `!`, four digits, CR, LF.
    private static final int LONGEST_END = 7;

    private final Deciphering deciphering;
    private final P1Text text = new P1Text();
    private byte[] buffer = new byte[2048];
    private int length;
    /// Up to where the telegram that began is known to have no end.
    private int scanned;
    /// How much of the buffer belongs to a ciphered frame that was refused.
    private int refusedBytes;

    private long received;
    private long strange;

    /// @param key of a ciphered port, null: there is none
    /// @param authenticationKey null: none was given
    public P1Parser(@Nullable Secret key, @Nullable Secret authenticationKey) {
        this(deciphering(key, authenticationKey));
    }

    /// @param deciphering which remembers what an earlier parser of this line opened
    P1Parser(Deciphering deciphering) {
        this.deciphering = deciphering;
        deciphering.reopened();
    }

    static Deciphering deciphering(@Nullable Secret key, @Nullable Secret authenticationKey) {
        return new Deciphering(key, authenticationKey, LUXEMBOURG);
    }

    @Override
    public void take(byte[] bytes, int count, TelegramSink sink) {
        int at = 0;
        while (at < count) {
            int room = Math.min(count - at, LONGEST + 64 - length);
            append(bytes, at, room);
            for (int i = at; i < at + room; i++) {
                note(bytes[i]);
            }
            at += room;
            while (step(sink)) {
                // One telegram after the other.
            }
        }
    }

    /// Counts anew from what lies behind a telegram.
    private void forget(int consumed) {
        received = 0;
        strange = 0;
        for (int i = consumed; i < length; i++) {
            note(buffer[i]);
        }
    }

    private void note(byte value) {
        received++;
        boolean printable = value >= 0x20 && value < 0x7f || value == '\r' || value == '\n';
        strange += printable ? 0 : 1;
    }

    @Override
    public Message suspicion() {
        if (received == 0) {
            return Message.of(
                    "p1-nothing-received",
                    "nothing is received; a P1 port sends while its pin 2 has 5 V, and some operators have to open it");
        }
        if (received < ENOUGH) {
            return Message.verbatim("");
        }
        return strange * 4 > received
                ? Message.of(
                        "p1-no-text",
                        "what is received is no text: the line is inverted (a P1 port needs a cable that inverts the"
                                + " signal) or has another baud rate (`line: 9600-7E1` for DSMR 2 and 3, `115200-8N1`"
                                + " for later ones)")
                : Message.of("p1-no-telegram", "what is received is text, but no P1 telegram");
    }

    private void append(byte[] bytes, int from, int count) {
        if (length + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, LONGEST + 64);
        }
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }

    /// Takes what is at the beginning of the buffer; false where more has to come.
    private boolean step(TelegramSink sink) {
        int start = 0;
        while (start < length && !isStart(buffer[start])) {
            start++;
        }
        drop(start);
        if (length == 0) {
            return false;
        }
        TelegramSink told = refusedBytes > 0 ? new Unrefused(sink) : sink;
        return (buffer[0] & 0xff) == 0xdb ? ciphered(told) : clear(told);
    }

    /// Where telegrams that seem to begin within a refused frame go: only what is right counts.
    private record Unrefused(TelegramSink sink) implements TelegramSink {
        @Override
        public void telegram(Telegram telegram) {
            sink.telegram(telegram);
        }

        @Override
        public void refused(Message why) {
            // The frame was refused as a whole, and for another reason.
        }
    }

    /// `/`, the same with even parity, or the first byte of a ciphered frame.
    private static boolean isStart(byte value) {
        int octet = value & 0xff;
        return octet == '/' || octet == ('/' | 0x80) || octet == 0xdb;
    }

    private boolean ciphered(TelegramSink sink) {
        return switch (Ciphered.look(buffer, 0, length, LONGEST - 16)) {
            case OTHER -> {
                drop(1);
                yield true;
            }
            case BEGINNING -> false;
            case WHOLE -> {
                Ciphered message = Ciphered.at(buffer, 0, length).orElseThrow();
                // What is right is taken whole; in what is not, another frame may have begun.
                boolean used = open(message, sink);
                refusedBytes = used ? 0 : Math.max(refusedBytes, message.length());
                drop(used ? message.length() : 1);
                yield true;
            }
        };
    }

    private boolean open(Ciphered message, TelegramSink sink) {
        return switch (deciphering.open(message)) {
            case Deciphering.Refused refused -> {
                sink.refused(refused.why());
                forget(message.length());
                yield false;
            }
            case Deciphering.Opened opened -> {
                byte[] plain = opened.text();
                int end = plain.length;
                int mark = lastMark(plain);
                boolean framed = end > 0 && plain[0] == '/' && mark > 0;
                if (!framed) {
                    sink.refused(Message.of("telegram-decryption-failed-check-key", "decryption failed; check 'key'"));
                    yield false;
                }
                if (text.read(plain, mark, checksum(plain, mark, end), sink)) {
                    deciphering.confirm(message);
                    yield true;
                }
                yield false;
            }
        };
    }

    private static int lastMark(byte[] plain) {
        int mark = plain.length - 1;
        while (mark > 0 && plain[mark] != '!') {
            mark--;
        }
        return mark;
    }

    private boolean clear(TelegramSink sink) {
        for (int i = Math.max(1, scanned); i < length; i++) {
            if (!isText(i)) {
                // The rest of a ciphered frame is full of such starts; a telegram has a line at least.
                if (i > SHORTEST) {
                    sink.refused(Message.of("telegram-a-character-is-broken", "a character is broken"));
                }
                drop(i);
                return true;
            }
            int octet = buffer[i] & 0x7f;
            boolean atLineStart = (buffer[i - 1] & 0x7f) == '\n';
            if (octet == '/' && atLineStart) {
                sink.refused(Message.of("telegram-it-has-no-end", "it has no end"));
                drop(i);
                return true;
            }
            if (octet == '!' && atLineStart) {
                int end = lineEnd(i);
                if (end > 0) {
                    telegram(i, end, sink);
                    drop(end);
                    return true;
                }
                if (length - i < LONGEST_END) {
                    scanned = i;
                    return false;
                }
            }
        }
        scanned = length;
        if (length >= LONGEST) {
            sink.refused(Message.of("telegram-too-long", "it is longer than {count} bytes", LONGEST));
            drop(1);
            return true;
        }
        return false;
    }

    /// True for what a telegram may have at this place: three letters behind the first byte, then text, all of it with
    /// even parity where the first byte had it.
    private boolean isText(int i) {
        boolean parity = buffer[0] < 0;
        if (parity ? !EvenParity.isRight(buffer[i]) : buffer[i] < 0) {
            return false;
        }
        int octet = buffer[i] & 0x7f;
        return i <= 3 ? Character.isLetter(octet) : octet >= ' ' && octet < 0x7f || octet == '\r' || octet == '\n';
    }

    /// The place behind the line feed that ends the line of a mark; 0: there is none.
    private int lineEnd(int mark) {
        for (int i = mark; i < Math.min(length, mark + LONGEST_END); i++) {
            if ((buffer[i] & 0x7f) == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    private void telegram(int mark, int end, TelegramSink sink) {
        byte[] whole = Arrays.copyOf(buffer, end);
        if (!EvenParity.strip(whole, 0, end)) {
            sink.refused(Message.of("telegram-a-character-is-broken", "a character is broken"));
            return;
        }
        String checksum = checksum(whole, mark, end);
        int start = start(whole, mark, checksum);
        if (start > 0) {
            sink.refused(Message.of("telegram-it-has-no-end", "it has no end"));
        }
        text.read(Arrays.copyOfRange(whole, start, end), mark - start, checksum, sink);
    }

    /// Where the telegram begins that a checksum belongs to. One that was cut in the middle of a line has the next one
    /// right behind it.
    private static int start(byte[] whole, int mark, String checksum) {
        for (int i = 0; i < mark; i++) {
            if (whole[i] == '/' && P1Text.isRight(whole, i, mark, checksum)) {
                return i;
            }
        }
        return 0;
    }

    /// What stands between the mark and the end of its line.
    private static String checksum(byte[] whole, int mark, int end) {
        return new String(whole, mark + 1, end - mark - 1, java.nio.charset.StandardCharsets.ISO_8859_1).strip();
    }

    private void drop(int count) {
        if (count > 0) {
            System.arraycopy(buffer, count, buffer, 0, length - count);
            length -= count;
            scanned = 0;
            refusedBytes = Math.max(0, refusedBytes - count);
        }
    }
}
