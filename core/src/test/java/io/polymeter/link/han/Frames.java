package io.polymeter.link.han;

import io.polymeter.link.telegram.Checksum;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/// Composes what meters push.
final class Frames {

    private Frames() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    /// A notification with these values.
    static byte[] notification(String time, String data) {
        return hex("0f 00 29 b2 dc" + time + data);
    }

    /// M-Bus frames with at most so many bytes of the message in each.
    static byte[] mbus(byte[] apdu, int most) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int parts = (apdu.length + most - 1) / most;
        for (int part = 0; part < parts; part++) {
            byte[] data = Arrays.copyOfRange(apdu, part * most, Math.min(apdu.length, (part + 1) * most));
            frames.writeBytes(mbusFrame(data, part | (part == parts - 1 ? 0x10 : 0)));
        }
        return frames.toByteArray();
    }

    static byte[] mbusFrame(byte[] data, int information) {
        int length = data.length + 5;
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(
                new byte[] {0x68, (byte) length, (byte) length, 0x68, 0x53, (byte) 0xff, (byte) information, 1, 0x67});
        frame.writeBytes(data);
        byte[] sofar = frame.toByteArray();
        int sum = 0;
        for (int i = 4; i < sofar.length; i++) {
            sum += sofar[i];
        }
        frame.write(sum);
        frame.write(0x16);
        return frame.toByteArray();
    }

    /// HDLC frames with at most so many bytes of the message in each.
    static byte[] hdlc(byte[] apdu, int most) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int parts = (apdu.length + most - 1) / most;
        for (int part = 0; part < parts; part++) {
            byte[] data = Arrays.copyOfRange(apdu, part * most, Math.min(apdu.length, (part + 1) * most));
            byte[] information = part == 0 ? concat(hex("e6 e7 00"), data) : data;
            frames.writeBytes(hdlcFrame(information, part < parts - 1));
        }
        return frames.toByteArray();
    }

    private static byte[] hdlcFrame(byte[] information, boolean more) {
        byte[] addresses = hex("cf 02 23 13");
        int length = 2 + addresses.length + 2 + information.length + 2;
        byte[] head = concat(new byte[] {(byte) (0xa0 | (more ? 8 : 0) | length >> 8), (byte) length}, addresses);
        byte[] body = concat(sealed(head), information);
        return concat(concat(new byte[] {0x7e}, sealed(body)), new byte[] {0x7e});
    }

    private static byte[] sealed(byte[] bytes) {
        int crc = Checksum.X25.of(bytes, 0, bytes.length);
        return concat(bytes, new byte[] {(byte) crc, (byte) (crc >> 8)});
    }

    static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
