package io.polymeter.mdns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Writes a message (RFC 1035, section 4).
final class DnsWriter {

    private static final int MAX_DATAGRAM = 9_000;
    private static final int MAX_POINTER = 0x3fff;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    /// Where names stand that were written, so that others may end in them.
    private final Map<DnsName, Integer> written = new HashMap<>();

    byte[] message(DnsMessage message) {
        number(message.id(), 2);
        number(message.response() ? 0x8400 : 0, 2);
        number(message.questions().size(), 2);
        number(message.answers().size(), 2);
        number(0, 2);
        number(message.additionals().size(), 2);
        for (DnsQuestion question : message.questions()) {
            name(question.name());
            number(question.type(), 2);
            number(question.unicast() ? 0x8001 : 1, 2);
        }
        message.answers().forEach(this::record);
        message.additionals().forEach(this::record);
        if (out.size() > MAX_DATAGRAM) {
            throw new IllegalArgumentException("a message has at most " + MAX_DATAGRAM + " bytes");
        }
        return out.toByteArray();
    }

    private void record(DnsRecord record) {
        name(record.name());
        number(record.type(), 2);
        number(record.head().flush() ? 0x8001 : 1, 2);
        number(record.head().seconds(), 4);
        // The length is known when the names in it are written.
        DnsWriter inner = new DnsWriter();
        int start = out.size() + 2;
        inner.out.write(new byte[start], 0, start);
        inner.written.putAll(written);
        inner.data(record);
        byte[] all = inner.out.toByteArray();
        number(all.length - start, 2);
        out.write(all, start, all.length - start);
        written.putAll(inner.written);
    }

    private void data(DnsRecord record) {
        switch (record) {
            case DnsRecord.Pointer pointer -> name(pointer.target());
            case DnsRecord.Service service -> {
                number(service.priority(), 2);
                number(service.weight(), 2);
                number(service.port(), 2);
                name(service.host());
            }
            case DnsRecord.Text text -> texts(text.texts());
            case DnsRecord.Address address -> out.writeBytes(address.address().getAddress());
            case DnsRecord.Other other -> out.writeBytes(HexFormat.of().parseHex(other.hex()));
        }
    }

    /// A record without texts has one that is empty (RFC 6763, section 6.1).
    private void texts(List<String> texts) {
        for (String text : texts.isEmpty() ? List.of("") : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 255) {
                throw new IllegalArgumentException("a text has at most 255 bytes");
            }
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
    }

    private void name(DnsName name) {
        DnsName rest = name;
        while (!rest.labels().isEmpty()) {
            Integer before = written.get(rest);
            if (before != null) {
                number(0xc000 | before, 2);
                return;
            }
            if (out.size() <= MAX_POINTER) {
                written.put(rest, out.size());
            }
            byte[] label = rest.first().getBytes(StandardCharsets.UTF_8);
            out.write(label.length);
            out.writeBytes(label);
            rest = rest.parent();
        }
        out.write(0);
    }

    private void number(int number, int count) {
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            out.write(number >>> shift);
        }
    }
}
