package io.polymeter.link.sml;

import io.polymeter.link.sml.SmlNode.Listed;
import io.polymeter.link.telegram.Checksum;
import io.polymeter.message.CodedException;
import io.polymeter.message.Message;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads the messages of an SML file (SML 1.04, section 6: binary encoding).
final class SmlReader {

    private static final int DEEPEST = 10;
    private static final int MESSAGE_ELEMENTS = 6;

    private final byte[] bytes;
    private int at;

    private SmlReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The file is not what it should be. The message follows "a telegram is refused: ".
    static final class Broken extends CodedException {
        private static final long serialVersionUID = 1;

        Broken(Message said) {
            super(said);
        }
    }

    /// The bodies of all messages: a list of a tag and its content each.
    static List<Listed> bodies(byte[] file) throws Broken {
        SmlReader reader = new SmlReader(file);
        List<Listed> bodies = new ArrayList<>();
        while (reader.at < file.length) {
            if (file[reader.at] == 0) {
                // Padding that is not counted at the end of the file.
                reader.at++;
            } else {
                bodies.add(reader.message());
            }
        }
        if (bodies.isEmpty()) {
            throw new Broken(Message.of("sml-there-is-no-message-in-it", "there is no message in it"));
        }
        return bodies;
    }

    private Listed message() throws Broken {
        int start = at;
        Header header = header();
        if (header.type() != 7 || header.length() != MESSAGE_ELEMENTS) {
            throw new Broken(
                    Message.of("sml-there-is-no-message-where-one-belongs", "there is no message where one belongs"));
        }
        for (int i = 0; i < 3; i++) {
            node(1);
        }
        SmlNode body = node(1);
        int end = at;
        SmlNode checksum = node(1);
        if (!(checksum instanceof SmlNode.Whole sent) || sent.size() > 2) {
            throw new Broken(Message.of("sml-a-message-has-no-checksum", "a message has no checksum"));
        }
        int swapped = sent.number().intValue() & 0xffff;
        int expected = swapped >> 8 | (swapped & 0xff) << 8;
        if (expected != Checksum.X25.of(bytes, start, end) && expected != Checksum.KERMIT.of(bytes, start, end)) {
            throw new Broken(
                    Message.of("sml-the-checksum-of-a-message-is-wrong", "the checksum of a message is wrong"));
        }
        if (at >= bytes.length || bytes[at] != 0) {
            throw new Broken(
                    Message.of("sml-a-message-does-not-end-where-it-should", "a message does not end where it should"));
        }
        at++;
        if (body instanceof Listed(List<SmlNode> elements) && elements.size() == 2) {
            return new Listed(elements);
        }
        throw new Broken(Message.of("sml-a-message-has-no-body", "a message has no body"));
    }

    private record Header(int type, int length) {}

    /// Type and length; the length of a list is the number of its elements, of anything else that of its content.
    private Header header() throws Broken {
        int first = next();
        int type = first >> 4 & 7;
        long length = first & 0xf;
        int size = 1;
        int octet = first;
        while ((octet & 0x80) != 0) {
            octet = next();
            size++;
            if (size > 4) {
                throw new Broken(
                        Message.of("sml-a-length-has-more-than-four-bytes", "a length has more than four bytes"));
            }
            length = length << 4 | octet & 0xf;
        }
        long content = type == 7 ? length : length - size;
        if (content > bytes.length - at) {
            throw new Broken(
                    Message.of("sml-an-element-is-longer-than-the-file", "an element is longer than the file"));
        }
        return new Header(type, (int) content);
    }

    private SmlNode node(int depth) throws Broken {
        if (depth > DEEPEST) {
            throw new Broken(Message.of("sml-its-lists-are-nested-too-deep", "its lists are nested too deep"));
        }
        int start = at;
        Header header = header();
        if (header.type() == 0 && header.length() <= 0) {
            if (bytes[start] == 0) {
                throw new Broken(Message.of(
                        "sml-a-message-ends-where-an-element-belongs", "a message ends where an element belongs"));
            }
            return new SmlNode.Absent();
        }
        if (header.type() != 7 && header.length() <= 0) {
            throw new Broken(Message.of("sml-an-element-has-no-content", "an element has no content"));
        }
        return switch (header.type()) {
            case 0 -> new SmlNode.Octets(content(header.length()));
            case 4 -> {
                content(header.length());
                yield new SmlNode.Truth();
            }
            case 5 -> whole(header.length(), true);
            case 6 -> whole(header.length(), false);
            case 7 -> {
                List<SmlNode> elements = new ArrayList<>();
                for (int i = 0; i < header.length(); i++) {
                    elements.add(node(depth + 1));
                }
                yield new Listed(elements);
            }
            default ->
                throw new Broken(
                        Message.of("sml-unknown-type", "an element has the unknown type {type}", header.type()));
        };
    }

    private SmlNode whole(int size, boolean signed) throws Broken {
        if (size > 8) {
            throw new Broken(
                    Message.of("sml-a-number-has-more-than-eight-bytes", "a number has more than eight bytes"));
        }
        byte[] content = content(size);
        BigInteger number = signed ? new BigInteger(content) : new BigInteger(1, content);
        return new SmlNode.Whole(new BigDecimal(number), signed, size);
    }

    private byte[] content(int length) {
        byte[] content = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return content;
    }

    private int next() throws Broken {
        if (at >= bytes.length) {
            throw new Broken(Message.of("sml-it-ends-inside-an-element", "it ends inside an element"));
        }
        return bytes[at++] & 0xff;
    }
}
