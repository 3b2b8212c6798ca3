package io.polymeter.link.telegram;

import java.util.Arrays;
import java.util.Optional;

/// A message in general global ciphering (DLMS Green Book, general-glo-ciphering, tag DB): system title, length,
/// security byte, frame counter, and what is ciphered, with the authentication tag behind it where there is one.
///
/// @param title the system title of the meter, eight bytes
/// @param security suite in the low four bits, 0x10 authenticated, 0x20 encrypted
/// @param counter of the frame, four bytes
/// @param content ciphered text and tag
/// @param length of all of it in bytes
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Ciphered(byte[] title, int security, byte[] counter, byte[] content, int length) {

    static final int ENCRYPTED = 0x20;
    static final int AUTHENTICATED = 0x10;
    static final int SUITE = 0x0f;

    private static final int TAG = 0xdb;
    private static final int TITLE = 8;
    private static final int HEAD = 5;

    /// What the bytes from a place on are.
    public enum Look {
        /// No such message.
        OTHER,
        /// Perhaps the beginning of one.
        BEGINNING,
        /// A whole one.
        WHOLE
    }

    /// Looks at `bytes[from, to)`.
    ///
    /// @param longest messages beyond this many bytes are none
    public static Look look(byte[] bytes, int from, int to, int longest) {
        int count = to - from;
        if (count < 1) {
            return Look.BEGINNING;
        }
        if ((bytes[from] & 0xff) != TAG || count > 1 && bytes[from + 1] != TITLE) {
            return Look.OTHER;
        }
        int at = from + 2 + TITLE;
        if (count < 2 + TITLE + 1) {
            return Look.BEGINNING;
        }
        int bytesOfLength = lengthBytes(bytes[at]);
        if (bytesOfLength == 0) {
            return Look.OTHER;
        }
        if (at + bytesOfLength > to) {
            return Look.BEGINNING;
        }
        int length = length(bytes, at, bytesOfLength);
        if (length <= HEAD || length > longest) {
            return Look.OTHER;
        }
        return at + bytesOfLength + length > to ? Look.BEGINNING : Look.WHOLE;
    }

    /// The message at a place where there is a whole one; empty where there is none.
    public static Optional<Ciphered> at(byte[] bytes, int from, int to) {
        if (look(bytes, from, to, to - from) != Look.WHOLE) {
            return Optional.empty();
        }
        int at = from + 2 + TITLE;
        int bytesOfLength = lengthBytes(bytes[at]);
        int length = length(bytes, at, bytesOfLength);
        int body = at + bytesOfLength;
        return Optional.of(new Ciphered(
                Arrays.copyOfRange(bytes, from + 2, from + 2 + TITLE),
                bytes[body] & 0xff,
                Arrays.copyOfRange(bytes, body + 1, body + HEAD),
                Arrays.copyOfRange(bytes, body + HEAD, body + length),
                body + length - from));
    }

    /// How many bytes a length has that begins so: one, or two or three behind `81` and `82`; 0: none.
    private static int lengthBytes(byte first) {
        return first >= 0
                ? 1
                : switch (first & 0xff) {
                    case 0x81 -> 2;
                    case 0x82 -> 3;
                    default -> 0;
                };
    }

    private static int length(byte[] bytes, int at, int count) {
        return switch (count) {
            case 1 -> bytes[at];
            case 2 -> bytes[at + 1] & 0xff;
            default -> (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
        };
    }

    /// The frame counter as a number, 0 to 4294967295.
    long count() {
        long number = 0;
        for (byte each : counter) {
            number = number << 8 | each & 0xff;
        }
        return number;
    }
}
