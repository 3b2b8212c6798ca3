package io.polymeter.modbus.server;

import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Sockets for tests, all on this machine.
public final class Loopback {

    private Loopback() {}

    public static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    public static TcpClient client(ServerPort port) {
        return new TcpClient(settings(port.localAddress().getPort()), Connector.system(), Ticker.SYSTEM);
    }

    public static ClientSettings settings(int port) {
        return ClientSettings.of("127.0.0.1", port);
    }

    /// A bare socket, so that a test decides about every byte.
    static Socket socket(ServerPort port) throws IOException {
        return socket(port.localAddress().getPort());
    }

    static Socket socket(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(5000);
        return socket;
    }

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    public static void send(Socket socket, String hex) throws IOException {
        socket.getOutputStream().write(bytes(hex));
    }

    /// One whole frame, header and all.
    public static byte[] frame(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] header = in.readNBytes(6);
        if (header.length < 6) {
            throw new IOException("the stream ended after " + header.length + " bytes");
        }
        int length = ByteBuffer.wrap(header).getShort(4);
        byte[] frame = new byte[6 + length];
        System.arraycopy(header, 0, frame, 0, 6);
        in.readFully(frame, 6, length);
        return frame;
    }

    /// Whether the other side ends the connection, in order or by reset, whatever it says before.
    static boolean ended(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
