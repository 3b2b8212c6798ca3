package io.polymeter.modbus.serial;

import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.serial.SerialException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/// The server's end of serial frames on a TCP connection: a line without a baud rate. The client's end is
/// [TcpClient] with [ClientSettings.Framing#RTU].
final class RtuOverTcp implements SerialLine {

    private static final Map<SocketOption<Integer>, Integer> KEEP_ALIVE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 60,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 5);

    private final Socket socket;
    private final InputStream input;
    private final String name;

    RtuOverTcp(Socket socket, String name) throws IOException {
        this.socket = socket;
        this.name = name;
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        // A peer that vanished without a word is found after a minute or two, not after two hours.
        for (var option : KEEP_ALIVE.entrySet()) {
            if (socket.supportedOptions().contains(option.getKey())) {
                socket.setOption(option.getKey(), option.getValue());
            }
        }
        this.input = socket.getInputStream();
    }

    @Override
    public int read(byte[] target, long timeoutNanos) throws IOException {
        if (timeoutNanos <= 0 && input.available() == 0) {
            return 0;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + 1;
        socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        try {
            int count = input.read(target);
            if (count < 0) {
                throw new SerialException(
                        Reason.VANISHED, Wording.of("place-closed", "{place} closed the connection", name));
            }
            return count;
        } catch (SocketTimeoutException _) {
            return 0;
        }
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean paced() {
        return false;
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no use any more, and that is all a close must achieve.
        }
    }
}
