package io.polymeter.capture;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What one packet of a TCP connection carries.
///
/// @param micros since 1970
/// @param port the name of the interface
/// @param request true where it goes to the device
/// @param sequence of its first byte
/// @param data position to limit, at least a byte
record Segment(long micros, String port, Flow flow, boolean request, int sequence, ByteBuffer data) {

    private static final int MODBUS = 502;

    /// One end of a connection.
    record Host(int address, int port) {}

    /// One direction of a connection.
    record Flow(Host from, Host to) {

        Flow reversed() {
            return new Flow(to, from);
        }
    }

    /// Null where the packet is none of TCP over IPv4, or carries nothing.
    static @Nullable Segment of(PcapngReader.Captured packet) {
        ByteBuffer data = ByteBuffer.wrap(packet.data());
        if (data.limit() < 54 || data.getShort(12) != 0x0800 || (data.get(14) >> 4 & 15) != 4 || data.get(23) != 6) {
            return null;
        }
        int tcp = 14 + (data.get(14) & 15) * 4;
        boolean fragment = (data.getShort(20) & 0x3fff) != 0;
        if (tcp < 34 || tcp + 20 > data.limit() || fragment) {
            return null;
        }
        int start = tcp + (data.get(tcp + 12) >> 4 & 15) * 4;
        int end = Math.min(14 + (data.getShort(16) & 0xffff), data.limit());
        if (start < tcp + 20 || start >= end) {
            return null;
        }
        Host from = new Host(data.getInt(26), data.getShort(tcp) & 0xffff);
        Host to = new Host(data.getInt(30), data.getShort(tcp + 2) & 0xffff);
        boolean request = to.port() == MODBUS || from.port() != MODBUS && to.port() < from.port();
        ByteBuffer carried = data.slice(start, end - start);
        return new Segment(packet.micros(), packet.port(), new Flow(from, to), request, data.getInt(tcp + 4), carried);
    }
}
