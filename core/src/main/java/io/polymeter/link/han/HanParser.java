package io.polymeter.link.han;

import io.polymeter.config.yaml.Secret;
import io.polymeter.link.telegram.Ciphered;
import io.polymeter.link.telegram.Deciphering;
import io.polymeter.link.telegram.TelegramParser;
import io.polymeter.link.telegram.TelegramSink;
import io.polymeter.message.Message;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// DLMS/COSEM messages in a stream of M-Bus or HDLC frames, whichever come.
public final class HanParser implements TelegramParser {

    /// The longest HDLC frame has 2047 bytes between its flags, and messages are no longer.
    static final int LONGEST = 4096;

    private static final int NOTIFICATION = 0x0f;
    private static final int CIPHERED = 0xdb;
    private static final int ENOUGH = 100;

    private final Deciphering deciphering;
    private final PushList lists = new PushList();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[LONGEST];
    private int length;
    /// The number of the part that goes on; -1: none began.
    private int next = -1;

    private long strange;
    private long received;

    /// @param key of a ciphered port, null: there is none
    /// @param authenticationKey null: the tag is not checked
    public HanParser(@Nullable Secret key, @Nullable Secret authenticationKey) {
        this(deciphering(key, authenticationKey));
    }

    /// @param deciphering which remembers what an earlier parser of this line opened
    HanParser(Deciphering deciphering) {
        this.deciphering = deciphering;
        deciphering.reopened();
    }

    static Deciphering deciphering(@Nullable Secret key, @Nullable Secret authenticationKey) {
        return new Deciphering(key, authenticationKey, "");
    }

    @Override
    public void take(byte[] bytes, int count, TelegramSink sink) {
        received += count;
        strange += count;
        int at = 0;
        while (at < count) {
            int room = Math.min(count - at, LONGEST - length);
            System.arraycopy(bytes, at, buffer, length, room);
            length += room;
            at += room;
            while (step(sink, count - at)) {
                // One frame after the other.
            }
        }
    }

    @Override
    public Message suspicion() {
        if (received == 0) {
            return Message.of(
                    "han-nothing-received", "nothing received; some operators have to enable the customer port first");
        }
        return strange < ENOUGH
                ? Message.verbatim("")
                : Message.of(
                        "han-no-frames",
                        "received data has no M-Bus or HDLC frames: check the line (2400-8E1 for M-Bus, 9600-8N1 for an"
                                + " optical head)");
    }

    /// @param behind how many bytes of this call are not in the buffer yet
    private boolean step(TelegramSink sink, int behind) {
        int start = 0;
        while (start < length && buffer[start] != 0x68 && buffer[start] != 0x7e) {
            start++;
        }
        drop(start);
        if (length == 0) {
            return false;
        }
        boolean mbus = buffer[0] == 0x68;
        return switch (mbus ? MbusFrame.look(buffer, length) : HdlcFrame.look(buffer, length)) {
            case OTHER -> {
                drop(1);
                yield true;
            }
            case BEGINNING -> false;
            case WHOLE -> {
                Part part = mbus ? MbusFrame.part(buffer) : HdlcFrame.part(buffer);
                drop(part.length());
                strange = length + (long) behind;
                join(part, sink);
                yield true;
            }
        };
    }

    private void join(Part part, TelegramSink sink) {
        if (part.number() == 0) {
            if (next >= 0) {
                sink.refused(Message.of("telegram-a-part-of-it-is-missing", "a part of it is missing"));
            }
            message.reset();
        } else if (next < 0 || part.numbered() && part.number() != next) {
            if (next >= 0) {
                sink.refused(Message.of("telegram-a-part-of-it-is-missing", "a part of it is missing"));
            }
            next = -1;
            return;
        }
        message.writeBytes(part.content());
        if (message.size() > LONGEST) {
            sink.refused(Message.of("telegram-too-long", "it is longer than {count} bytes", LONGEST));
            next = -1;
        } else if (part.last()) {
            next = -1;
            open(message.toByteArray(), sink);
        } else {
            next = part.number() + 1;
        }
    }

    private void open(byte[] apdu, TelegramSink sink) {
        if (apdu.length > 0 && (apdu[0] & 0xff) == NOTIFICATION) {
            read(apdu, sink);
            return;
        }
        if (apdu.length == 0 || (apdu[0] & 0xff) != CIPHERED) {
            sink.refused(Message.of("telegram-it-is-no-data-notification", "it is no data notification"));
            return;
        }
        Ciphered ciphered = Ciphered.at(apdu, 0, apdu.length).orElse(null);
        if (ciphered == null || ciphered.length() != apdu.length) {
            sink.refused(Message.of("telegram-malformed-encrypted-frame", "malformed encrypted frame"));
            return;
        }
        switch (deciphering.open(ciphered)) {
            case Deciphering.Refused refused -> sink.refused(refused.why());
            case Deciphering.Opened opened -> {
                byte[] text = opened.text();
                if (text.length == 0 || (text[0] & 0xff) != NOTIFICATION) {
                    sink.refused(Message.of("telegram-decryption-failed-check-key", "decryption failed; check 'key'"));
                } else if (read(text, sink)) {
                    deciphering.confirm(ciphered);
                }
            }
        }
    }

    private boolean read(byte[] apdu, TelegramSink sink) {
        try {
            CosemData data = AxdrReader.notification(apdu);
            lists.telegram(data).ifPresent(sink::telegram);
            return true;
        } catch (AxdrReader.Broken e) {
            sink.refused(e.said());
            return false;
        }
    }

    private void drop(int count) {
        if (count > 0) {
            System.arraycopy(buffer, count, buffer, 0, length - count);
            length -= count;
        }
    }
}
