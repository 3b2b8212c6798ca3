package io.polymeter.capture;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads packets out of pcapng of any writer, block by block; a file may be damaged, and made to do harm. What is cut
/// off at the end is left out.
final class PcapngReader {

    private static final int SECTION = 0x0a0d0d0a;
    private static final int MAGIC = 0x1a2b3c4d;
    private static final int LARGEST = 1 << 20;
    private static final int INTERFACES = 4096;

    private final DataInputStream source;
    private final List<Port> interfaces = new ArrayList<>();
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private boolean begun;

    /// One captured packet.
    ///
    /// @param micros since 1970
    /// @param data of an Ethernet frame
    /// @param port the name of the interface, empty where it has none
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    record Captured(long micros, byte[] data, String port) {}

    private record Port(boolean ethernet, int resolution, String name) {}

    PcapngReader(InputStream source) {
        this.source = new DataInputStream(source);
    }

    /// The next packet of an Ethernet interface, null at the end.
    ///
    /// @throws IOException if this is no pcapng
    @Nullable
    Captured next() throws IOException {
        try {
            while (true) {
                int type;
                try {
                    type = source.readInt();
                } catch (EOFException e) {
                    if (!begun) {
                        throw e;
                    }
                    return null;
                }
                Captured packet = block(type);
                if (packet != null) {
                    return packet;
                }
            }
        } catch (EOFException e) {
            if (begun) {
                return null;
            }
            throw new IOException("this is no pcapng file: it is too short", e);
        }
    }

    private @Nullable Captured block(int type) throws IOException {
        if (type == SECTION) {
            section();
            return null;
        }
        if (!begun) {
            throw new IOException("this is no pcapng file: it does not begin with a section");
        }
        int kind = order == ByteOrder.BIG_ENDIAN ? type : Integer.reverseBytes(type);
        ByteBuffer body = body(length(source.readInt()), 8);
        return switch (kind) {
            case 1 -> {
                port(body);
                yield null;
            }
            case 6 -> packet(body);
            default -> null;
        };
    }

    private void section() throws IOException {
        int length = source.readInt();
        int magic = source.readInt();
        if (magic != MAGIC && Integer.reverseBytes(magic) != MAGIC) {
            throw new IOException("this is no pcapng file: its byte order is not told");
        }
        order = magic == MAGIC ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        interfaces.clear();
        var _ = body(length(length), 12);
        begun = true;
    }

    private int length(int raw) throws IOException {
        int length = order == ByteOrder.BIG_ENDIAN ? raw : Integer.reverseBytes(raw);
        if (length < 12 || length > LARGEST || length % 4 != 0) {
            throw new IOException(
                    "the pcapng file is damaged: a block of " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }

    /// What is left of a block without its trailing length.
    private ByteBuffer body(int length, int read) throws IOException {
        if (length < read + 4) {
            throw new IOException("the pcapng file is damaged: a block of " + length + " bytes");
        }
        byte[] bytes = source.readNBytes(length - read);
        if (bytes.length < length - read) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes, 0, bytes.length - 4).slice().order(order);
    }

    private void port(ByteBuffer body) throws IOException {
        if (body.remaining() < 8 || interfaces.size() == INTERFACES) {
            throw new IOException("the pcapng file is damaged: its interfaces");
        }
        int link = body.getShort() & 0xffff;
        body.position(8);
        int resolution = 6;
        String name = "";
        while (body.remaining() >= 4) {
            int code = body.getShort() & 0xffff;
            int length = body.getShort() & 0xffff;
            int padded = length + 3 & ~3;
            if (code == 0 || padded > body.remaining()) {
                break;
            }
            byte[] value = new byte[length];
            body.get(body.position(), value);
            body.position(body.position() + padded);
            if (code == 2) {
                name = new String(value, StandardCharsets.UTF_8);
            } else if (code == 9 && length >= 1) {
                resolution = value[0];
            }
        }
        interfaces.add(new Port(link == 1, resolution, name));
    }

    private @Nullable Captured packet(ByteBuffer body) throws IOException {
        if (body.remaining() < 20) {
            throw new IOException("the pcapng file is damaged: a packet of " + body.remaining() + " bytes");
        }
        int number = body.getInt();
        long units = (body.getInt() & 0xffff_ffffL) << 32 | body.getInt() & 0xffff_ffffL;
        int length = body.getInt();
        body.getInt();
        if (number < 0 || number >= interfaces.size() || length < 0 || length > body.remaining()) {
            throw new IOException("the pcapng file is damaged: a packet of no interface, or longer than its block");
        }
        Port port = interfaces.get(number);
        byte[] data = new byte[length];
        body.get(data);
        return port.ethernet() ? new Captured(micros(units, port.resolution()), data, port.name()) : null;
    }

    private static long micros(long units, int resolution) {
        if (resolution < 0) {
            return (long) (units / Math.pow(2, resolution & 0x7f) * 1e6);
        }
        return resolution == 6 ? units : (long) (units * Math.pow(10, 6.0 - resolution));
    }
}
