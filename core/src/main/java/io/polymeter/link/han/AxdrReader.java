package io.polymeter.link.han;

import io.polymeter.message.CodedException;
import io.polymeter.message.Message;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads a data-notification in A-XDR (IEC 62056-5-3, section 6.5 and IEC 61334-6).
final class AxdrReader {

    private static final int DEEPEST = 8;
    private static final int DATE_TIME = 12;
    private static final int INVOKE_ID = 4;

    private final byte[] bytes;
    private int at;

    private AxdrReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The message is not what it should be. The text follows "a telegram is refused: ".
    static final class Broken extends CodedException {
        private static final long serialVersionUID = 1;

        Broken(Message said) {
            super(said);
        }
    }

    /// The value in a notification.
    ///
    /// @param apdu from its tag, 0F, on
    static CosemData notification(byte[] apdu) throws Broken {
        AxdrReader reader = new AxdrReader(apdu);
        reader.content(1 + INVOKE_ID);
        int length = reader.next();
        if (length == 9) {
            // Kaifa and early Kamstrup meters put a type before the time.
            length = reader.next();
        }
        if (length != 0 && length != DATE_TIME) {
            throw new Broken(Message.of("han-it-has-no-time-where-one-belongs", "it has no time where one belongs"));
        }
        reader.content(length);
        CosemData data = reader.data(1);
        if (reader.at != apdu.length) {
            throw new Broken(Message.of("han-something-follows-its-values", "something follows its values"));
        }
        return data;
    }

    private CosemData data(int depth) throws Broken {
        if (depth > DEEPEST) {
            throw new Broken(Message.of("han-its-values-are-nested-too-deep", "its values are nested too deep"));
        }
        int type = next();
        return switch (type) {
            case 0, 255 -> new CosemData.Other();
            case 1, 2 -> elements(depth);
            case 3 -> other(1);
            case 4 -> other((length() + 7) / 8);
            case 5 -> figure(4, true);
            case 6 -> figure(4, false);
            case 9, 10, 12 -> new CosemData.Octets(content(length()));
            case 13, 15 -> figure(1, true);
            case 16 -> figure(2, true);
            case 17 -> figure(1, false);
            case 18 -> figure(2, false);
            case 20 -> figure(8, true);
            case 21 -> figure(8, false);
            case 22 -> new CosemData.Choice(next());
            case 23 -> real(ByteBuffer.wrap(content(4)).getFloat());
            case 24 -> real(ByteBuffer.wrap(content(8)).getDouble());
            case 25 -> other(DATE_TIME);
            case 26 -> other(5);
            case 27 -> other(4);
            default -> throw new Broken(Message.of("han-unknown-type", "a value has the unknown type {type}", type));
        };
    }

    private CosemData elements(int depth) throws Broken {
        int count = length();
        if (count > bytes.length - at) {
            throw new Broken(Message.of("han-a-list-is-longer-than-the-message", "a list is longer than the message"));
        }
        List<CosemData> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(data(depth + 1));
        }
        return new CosemData.Elements(elements);
    }

    private CosemData other(int length) throws Broken {
        content(length);
        return new CosemData.Other();
    }

    private CosemData figure(int size, boolean signed) throws Broken {
        byte[] content = content(size);
        return new CosemData.Figure(new BigDecimal(signed ? new BigInteger(content) : new BigInteger(1, content)));
    }

    private static CosemData real(double value) {
        return Double.isFinite(value) ? new CosemData.Figure(BigDecimal.valueOf(value)) : new CosemData.Other();
    }

    private int length() throws Broken {
        int first = next();
        return switch (first) {
            case 0x81 -> next();
            case 0x82 -> next() << 8 | next();
            default -> {
                if (first > 0x82) {
                    throw new Broken(
                            Message.of("han-a-length-has-more-than-two-bytes", "a length has more than two bytes"));
                }
                yield first == 0x80 ? 0 : first;
            }
        };
    }

    private byte[] content(int length) throws Broken {
        if (length > bytes.length - at) {
            throw new Broken(Message.of("han-it-ends-inside-a-value", "it ends inside a value"));
        }
        byte[] content = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return content;
    }

    private int next() throws Broken {
        if (at >= bytes.length) {
            throw new Broken(Message.of("han-it-ends-inside-a-value", "it ends inside a value"));
        }
        return bytes[at++] & 0xff;
    }
}
