package io.polymeter.capture;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// Connections that never were: Ethernet, IPv4 and TCP around frames. Their addresses are of 198.18.0.0/15, which
/// is for measurements and nobody's (RFC 2544), so that no address of the installation is told.
final class SyntheticTcp {

    private static final int HEADERS = 14 + 20 + 20;
    private static final int NETWORK = 198 << 24 | 18 << 16;
    private static final int SELF = NETWORK + 1;
    private static final int SERVED = NETWORK + 0x8000;
    private static final int CLIENTS = NETWORK + 0x10000;
    private static final int FIRST_PORT = 49_152;

    private final Map<Channel, int[]> sent = new HashMap<>();

    byte[] packet(Frame frame) {
        Channel channel = frame.channel();
        boolean asks = channel.side() == Channel.Side.CLIENT;
        int client = asks ? SELF : CLIENTS + (channel.client() & 0xffff);
        int server = (asks ? NETWORK + 0x100 : SERVED) + (channel.endpoint() & 0x3fff);
        int port = FIRST_PORT + (asks ? channel.endpoint() : channel.client()) % 16_000;
        int[] bytes = sent.computeIfAbsent(channel, _ -> new int[] {1, 1});
        int from = frame.reply() ? 1 : 0;
        int length = 7 + frame.pdu().length;
        ByteBuffer packet = ByteBuffer.allocate(HEADERS + length);
        packet.putShort((short) 0x0200).putInt(frame.reply() ? 1 : 2);
        packet.putShort((short) 0x0200).putInt(frame.reply() ? 2 : 1).putShort((short) 0x0800);
        ip(packet, frame.reply() ? server : client, frame.reply() ? client : server);
        packet.putShort((short) (frame.reply() ? 502 : port)).putShort((short) (frame.reply() ? port : 502));
        packet.putInt(bytes[from])
                .putInt(bytes[1 - from])
                .putShort((short) 0x5018)
                .putShort((short) 0xffff);
        packet.putInt(0);
        packet.putShort((short) frame.exchange()).putShort((short) 0).putShort((short) (1 + frame.pdu().length));
        packet.put((byte) frame.unit()).put(frame.pdu());
        packet.putShort(50, checksum(packet, 34, packet.limit(), pseudo(packet)));
        bytes[from] += length;
        return packet.array();
    }

    private static void ip(ByteBuffer packet, int source, int destination) {
        int start = packet.position();
        packet.putShort((short) 0x4500).putShort((short) (packet.limit() - start));
        packet.putInt(0x00004000).putShort((short) (64 << 8 | 6)).putShort((short) 0);
        packet.putInt(source).putInt(destination);
        packet.putShort(start + 10, checksum(packet, start, start + 20, 0));
    }

    /// What of the IP header a TCP checksum covers.
    private static int pseudo(ByteBuffer packet) {
        int sum = 6 + packet.limit() - 34;
        for (int at = 26; at < 34; at += 2) {
            sum += packet.getShort(at) & 0xffff;
        }
        return sum;
    }

    private static short checksum(ByteBuffer packet, int from, int to, int begin) {
        int sum = begin;
        for (int at = from; at < to; at += 2) {
            sum += at + 1 < to ? packet.getShort(at) & 0xffff : (packet.get(at) & 0xff) << 8;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~sum;
    }
}
