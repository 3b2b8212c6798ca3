package io.polymeter.link.sml;

import io.polymeter.link.telegram.Checksum;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Composes SML files as meters send them.
final class SmlFile {

    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final byte[] server;
    private Checksum checksum = Checksum.X25;
    private boolean escapesAnywhere = true;
    private int count;

    SmlFile(String server) {
        this.server = hex(server);
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    SmlFile checksum(Checksum other) {
        checksum = other;
        return this;
    }

    SmlFile escapesAtMultiplesOfFour() {
        escapesAnywhere = false;
        return this;
    }

    /// @param fields status, time, unit, scaler and value as they are sent, e.g. `01 01 62 1b 52 ff 55 00 00
    ///     10 e1`
    SmlFile entry(String code, String fields) {
        byte[] content = hex(fields);
        entries.writeBytes(new byte[] {0x77, 0x07});
        entries.writeBytes(hex(code));
        entries.writeBytes(content);
        entries.write(1);
        count++;
        return this;
    }

    /// A four-byte signed value.
    SmlFile value(String code, int unit, int scaler, int value) {
        return entry(code, String.format("01 01 62 %02x 52 %02x 55 %08x", unit, scaler & 0xff, value));
    }

    byte[] bytes() {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        messages.writeBytes(message("63 01 01 76 01 01 05 00 64 b0 fe 0b" + text(server) + "01 01"));
        String head = "63 07 01 77 01 0b" + text(server) + "07 01 00 62 0a ff ff 72 62 01 65 02 1a 58 7f";
        String list = text(tl(7, count)) + text(entries.toByteArray());
        messages.writeBytes(message(head + list + "01 01"));
        messages.writeBytes(message("63 02 01 71 01"));
        return file(messages.toByteArray());
    }

    private byte[] message(String body) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(hex("76 05 02 1b 1b 1b 62 00 62 00 72"));
        message.writeBytes(hex(body));
        byte[] sofar = message.toByteArray();
        int crc = checksum.of(sofar, 0, sofar.length);
        message.writeBytes(new byte[] {0x63, (byte) crc, (byte) (crc >> 8), 0});
        return message.toByteArray();
    }

    private byte[] file(byte[] messages) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(hex("1b1b1b1b 01010101"));
        byte[] escaped = escape(messages);
        file.writeBytes(escaped);
        int padding = (4 - escaped.length % 4) % 4;
        file.writeBytes(new byte[padding]);
        file.writeBytes(hex("1b1b1b1b 1a"));
        file.write(padding);
        byte[] sofar = file.toByteArray();
        int crc = checksum.of(sofar, 0, sofar.length);
        file.writeBytes(new byte[] {(byte) crc, (byte) (crc >> 8)});
        return file.toByteArray();
    }

    private byte[] escape(byte[] plain) {
        ByteArrayOutputStream escaped = new ByteArrayOutputStream();
        int i = 0;
        while (i < plain.length) {
            boolean here = i + 4 <= plain.length
                    && (escapesAnywhere || escaped.size() % 4 == 0)
                    && new String(plain, i, 4, StandardCharsets.ISO_8859_1).equals("\u001b\u001b\u001b\u001b");
            int length = here ? 4 : 1;
            escaped.write(plain, i, length);
            if (here) {
                escaped.write(plain, i, length);
            }
            i += length;
        }
        return escaped.toByteArray();
    }

    /// Type and length in as many bytes as needed.
    private static byte[] tl(int type, int length) {
        return length < 16
                ? new byte[] {(byte) (type << 4 | length)}
                : new byte[] {(byte) (0x80 | type << 4 | length >> 4), (byte) (length & 0xf)};
    }

    private static String text(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
