package io.polymeter.capture;

import io.polymeter.modbus.Crc16;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// Writes frames as pcapng, each as Modbus TCP in a made-up TCP connection to port 502, so that Wireshark decodes it
/// without settings. What a serial line carried, and that TLS was around it, is in the comment of the packet.
///
/// Source: PCAP Next Generation Capture File Format, draft-ietf-opsawg-pcapng, sections 4.1 to 4.3.
final class PcapngWriter {

    private static final int SECTION = 0x0a0d0d0a;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final short COMMENT = 1;
    private static final short NAME = 2;
    private static final short APPLICATION = 4;
    private static final short ETHERNET = 1;
    private static final int LARGEST = 2048;

    private final OutputStream target;
    private final ByteBuffer block = ByteBuffer.allocate(LARGEST);
    private final Map<String, Integer> interfaces = new HashMap<>();
    private final SyntheticTcp connections = new SyntheticTcp();

    PcapngWriter(OutputStream target) throws IOException {
        this.target = target;
        begin(SECTION)
                .putInt(0x1a2b3c4d)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1);
        option(APPLICATION, "Polymeter");
        end();
    }

    void write(long micros, Frame frame) throws IOException {
        String name = frame.channel().words();
        Integer known = interfaces.get(name);
        if (known == null) {
            known = interfaces.size();
            interfaces.put(name, known);
            begin(INTERFACE).putShort(ETHERNET).putShort((short) 0).putInt(0);
            option(NAME, name);
            end();
        }
        byte[] packet = connections.packet(frame);
        begin(PACKET).putInt(known).putInt((int) (micros >>> 32)).putInt((int) micros);
        block.putInt(packet.length).putInt(packet.length).put(packet);
        pad();
        if (frame.channel().transport() != Channel.Transport.TCP) {
            option(COMMENT, comment(frame));
        }
        end();
    }

    private static String comment(Frame frame) {
        if (frame.channel().transport() == Channel.Transport.UDP) {
            return "UDP on the wire";
        }
        if (!frame.channel().transport().serial()) {
            return "TLS on the wire; this is the PDU inside";
        }
        ByteBuffer raw = ByteBuffer.allocate(frame.pdu().length + 3);
        raw.put((byte) frame.unit()).put(frame.pdu());
        int crc = Crc16.of(raw, 0, raw.position());
        raw.put((byte) crc).put((byte) (crc >>> 8));
        return "RTU " + HexFormat.ofDelimiter(" ").formatHex(raw.array());
    }

    private ByteBuffer begin(int type) {
        return block.clear().putInt(type).putInt(0);
    }

    private void option(short code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        block.putShort(code).putShort((short) bytes.length).put(bytes);
        pad();
    }

    private void pad() {
        while (block.position() % 4 != 0) {
            block.put((byte) 0);
        }
    }

    /// With the end of options, which may stand where there are none too.
    private void end() throws IOException {
        block.putInt(0);
        int length = block.position() + 4;
        block.putInt(length).putInt(4, length);
        target.write(block.array(), 0, length);
    }
}
