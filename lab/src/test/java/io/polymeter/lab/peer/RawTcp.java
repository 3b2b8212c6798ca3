package io.polymeter.lab.peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HexFormat;

/// A TCP connection on which every byte is in plain sight. No stack of any kind is involved.
public final class RawTcp implements AutoCloseable {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private final Socket socket = new Socket();

    public RawTcp(int port) throws IOException {
        this("127.0.0.1", port);
    }

    /// @param source the address that the other side sees
    public RawTcp(String source, int port) throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
        socket.setSoTimeout(5_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
    }

    /// Sends one frame, and returns the one that comes back.
    ///
    /// @param frame e.g. `00 01 00 00 00 06 01 03 00 00 00 02`
    public String ask(String frame) throws IOException {
        send(frame);
        return frame();
    }

    public void send(String bytes) throws IOException {
        socket.getOutputStream().write(HEX.parseHex(bytes));
    }

    /// The next frame, whole.
    public String frame() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] header = in.readNBytes(6);
        int length = header.length < 6 ? 0 : (header[4] & 0xff) << 8 | header[5] & 0xff;
        byte[] body = in.readNBytes(length);
        return HEX.formatHex(header) + (body.length == 0 ? "" : " " + HEX.formatHex(body));
    }

    /// So many bytes, or as many as come before the end.
    public String bytes(int count) throws IOException {
        return HEX.formatHex(socket.getInputStream().readNBytes(count));
    }

    /// True if the other side has closed the connection.
    public boolean closed() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
