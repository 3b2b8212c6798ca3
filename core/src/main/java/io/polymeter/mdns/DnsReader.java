package io.polymeter.mdns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Reads a message (RFC 1035, section 4).
final class DnsReader {

    static final int HEADER = 12;
    private static final int MAX_ENTRIES = 1_000;
    private static final int CLASS_IN = 1;

    private final byte[] bytes;
    private int at;

    DnsReader(byte[] bytes) {
        this.bytes = bytes;
    }

    DnsMessage message() throws DnsException {
        if (bytes.length < HEADER) {
            throw new DnsException("shorter than a header");
        }
        int id = number(2);
        int flags = number(2);
        if ((flags & 0x7800) != 0) {
            throw new DnsException("is no standard query");
        }
        int questions = number(2);
        int answers = number(2);
        int authorities = number(2);
        int additionals = number(2);
        if (questions + answers + authorities + additionals > MAX_ENTRIES) {
            throw new DnsException("says that it has more than " + MAX_ENTRIES + " entries");
        }
        List<DnsQuestion> asked = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            DnsName name = name();
            int type = number(2);
            int kind = number(2);
            if (type > 0) {
                asked.add(new DnsQuestion(name, type, (kind & 0x8000) != 0));
            }
        }
        List<DnsRecord> answered = records(answers);
        List<DnsRecord> _ = records(authorities);
        List<DnsRecord> more = records(additionals);
        return new DnsMessage(id, (flags & 0x8000) != 0, asked, answered, more);
    }

    private List<DnsRecord> records(int count) throws DnsException {
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DnsName name = name();
            int type = number(2);
            int kind = number(2);
            int seconds = Math.max(0, number(4));
            int length = number(2);
            if (length > bytes.length - at) {
                throw new DnsException("a record is longer than the message");
            }
            int end = at + length;
            var head = new DnsRecord.Head(name, (kind & 0x8000) != 0, seconds);
            if ((kind & 0x7fff) == CLASS_IN) {
                records.add(record(head, type, end));
                if (type != DnsRecord.TXT && at != end) {
                    throw new DnsException("a record has another length than it says");
                }
            }
            at = end;
        }
        return records;
    }

    private DnsRecord record(DnsRecord.Head head, int type, int end) throws DnsException {
        return switch (type) {
            case DnsRecord.A, DnsRecord.AAAA -> new DnsRecord.Address(head, address(type == DnsRecord.A ? 4 : 16));
            case DnsRecord.PTR -> new DnsRecord.Pointer(head, name());
            case DnsRecord.SRV -> new DnsRecord.Service(head, number(2), number(2), number(2), name());
            case DnsRecord.TXT -> new DnsRecord.Text(head, texts(end));
            default -> {
                String hex = HexFormat.of().formatHex(bytes, at, end);
                at = end;
                yield new DnsRecord.Other(head, type, hex);
            }
        };
    }

    private InetAddress address(int length) throws DnsException {
        need(length);
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
            if (address.getAddress().length != length) {
                throw new DnsException("an IPv4 address stands as an IPv6 address");
            }
            return address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Texts that are no UTF-8 are left out: a key may have any bytes as its value.
    private List<String> texts(int end) throws DnsException {
        List<String> texts = new ArrayList<>();
        while (at < end) {
            int length = bytes[at++] & 0xff;
            if (length > end - at) {
                throw new DnsException("a text is longer than its record");
            }
            try {
                String text = utf8(at, length);
                if (!text.isEmpty()) {
                    texts.add(text);
                }
            } catch (DnsException _) {
                // Left out.
            }
            at += length;
        }
        return texts;
    }

    /// A name. The rest of it may stand earlier in the message, never later: so it ends.
    private DnsName name() throws DnsException {
        List<String> labels = new ArrayList<>();
        int from = at;
        int first = at;
        boolean moved = false;
        int total = 1;
        while (true) {
            int length = byteAt(from++);
            if (length >= 0xc0) {
                int to = (length & 0x3f) << 8 | byteAt(from++);
                at = moved ? at : from;
                moved = true;
                if (to >= first) {
                    throw new DnsException("a name goes on where it began");
                }
                first = to;
                from = to;
            } else if (length > 63) {
                throw new DnsException("a label is longer than 63 bytes");
            } else if (length == 0) {
                at = moved ? at : from;
                return new DnsName(labels);
            } else {
                total += length + 1;
                if (total > 255) {
                    throw new DnsException("a name is longer than 255 bytes");
                }
                labels.add(utf8(from, length));
                from += length;
            }
        }
    }

    private String utf8(int from, int length) throws DnsException {
        if (length > bytes.length - from) {
            throw new DnsException("ends within a text");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DnsException("a text is no UTF-8");
        }
    }

    private int byteAt(int index) throws DnsException {
        if (index >= bytes.length) {
            throw new DnsException("ends within a name");
        }
        return bytes[index] & 0xff;
    }

    private void need(int count) throws DnsException {
        if (count > bytes.length - at) {
            throw new DnsException("ends early");
        }
    }

    private int number(int count) throws DnsException {
        need(count);
        int number = 0;
        for (int i = 0; i < count; i++) {
            number = number << 8 | bytes[at++] & 0xff;
        }
        return number;
    }
}
