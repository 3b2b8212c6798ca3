package io.polymeter.app;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;

/// A consumer's end of a connection, byte by byte: no Modbus stack is involved.
final class RawReader implements AutoCloseable {

    private static final int PATIENCE = 10_000;

    private final Closeable socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final boolean rtu;
    private int transaction;

    private RawReader(Closeable socket, OutputStream out, InputStream in, boolean rtu) {
        this.socket = socket;
        this.out = out;
        this.in = new DataInputStream(in);
        this.rtu = rtu;
    }

    private RawReader(Socket socket, boolean rtu) throws IOException {
        this(socket, socket.getOutputStream(), socket.getInputStream(), rtu);
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
    }

    /// @param rtu true where frames are those of a serial line
    RawReader(int port, boolean rtu) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port), rtu);
    }

    /// A reader that sends each request in a datagram.
    static RawReader udp(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket();
        socket.connect(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE);
        return new RawReader(socket, new Sent(socket), new Received(socket), false);
    }

    /// Each write is a datagram.
    private static final class Sent extends OutputStream {
        private final DatagramSocket socket;

        Sent(DatagramSocket socket) {
            this.socket = socket;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            socket.send(new DatagramPacket(bytes, offset, length));
        }
    }

    /// One datagram after the other.
    private static final class Received extends InputStream {
        private final DatagramSocket socket;
        private final byte[] buffer = new byte[1024];
        private int next;
        private int end;

        Received(DatagramSocket socket) {
            this.socket = socket;
        }

        @Override
        public int read() throws IOException {
            if (next == end) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                next = 0;
                end = packet.getLength();
            }
            return buffer[next++] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = 0;
            while (count < length && (count == 0 || next < end)) {
                bytes[offset + count++] = (byte) read();
            }
            return count;
        }
    }

    /// Reads registers: `data`, or `exception N`.
    String read(int unit, int function, int address, int count) throws IOException {
        String words = words(unit, function, address, count);
        return words.startsWith("exception") ? words : "data";
    }

    /// Reads registers: their words in hexadecimal, or `exception N`.
    String words(int unit, int function, int address, int count) throws IOException {
        byte[] pdu = {
            (byte) unit, (byte) function, (byte) (address >> 8), (byte) address, (byte) (count >> 8), (byte) count
        };
        if (rtu) {
            out.write(withCrc(pdu));
        } else {
            transaction++;
            byte[] frame = new byte[12];
            frame[0] = (byte) (transaction >> 8);
            frame[1] = (byte) transaction;
            frame[5] = 6;
            System.arraycopy(pdu, 0, frame, 6, 6);
            out.write(frame);
            if (in.readUnsignedShort() != transaction || in.readUnsignedShort() != 0) {
                throw new IOException("another transaction or protocol");
            }
            in.readUnsignedShort();
        }
        return reply(unit, function, count);
    }

    private String reply(int unit, int function, int count) throws IOException {
        int from = in.readUnsignedByte();
        int said = in.readUnsignedByte();
        int next = in.readUnsignedByte();
        byte[] head = {(byte) from, (byte) said, (byte) next};
        byte[] rest = in.readNBytes((said & 0x80) != 0 ? 0 : next);
        if (rtu) {
            byte[] whole = Arrays.copyOf(head, 3 + rest.length);
            System.arraycopy(rest, 0, whole, 3, rest.length);
            int crc = in.readUnsignedByte() | in.readUnsignedByte() << 8;
            if (crc != crc(whole)) {
                throw new IOException("a wrong check sum");
            }
        }
        if (from != unit || (said & 0x7f) != function) {
            throw new IOException("another unit or function: " + from + ", " + said);
        }
        if ((said & 0x80) != 0) {
            return "exception " + next;
        }
        if (next != 2 * count) {
            throw new IOException(next + " bytes for " + count + " registers");
        }
        return HexFormat.of().formatHex(rest).replaceAll("(....)(?!$)", "$1 ");
    }

    /// A frame of a serial line.
    static byte[] withCrc(byte[] bytes) {
        byte[] frame = Arrays.copyOf(bytes, bytes.length + 2);
        int crc = crc(bytes);
        frame[bytes.length] = (byte) crc;
        frame[bytes.length + 1] = (byte) (crc >> 8);
        return frame;
    }

    /// MODBUS over Serial Line V1.02, 6.2.2.
    private static int crc(byte[] bytes) {
        int crc = 0xffff;
        for (byte next : bytes) {
            crc ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0xa001;
            }
        }
        return crc;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
