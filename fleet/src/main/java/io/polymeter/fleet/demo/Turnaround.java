package io.polymeter.fleet.demo;

import io.polymeter.modbus.Crc16;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// Asks a unit for one float again and again, in RTU frames, and notes how long each answer takes.
final class Turnaround implements AutoCloseable {

    private static final int FUNCTION = 3;
    private static final int REGISTERS = 2;
    private static final int EXCEPTION = 5;
    private static final int ANSWER = EXCEPTION + 2 * REGISTERS;
    private static final long PAUSE = 5;
    private static final int PATIENCE = 1_000;

    private final Socket socket;
    private final byte[] request;

    /// @param port of RTU over TCP on this machine
    Turnaround(int port, int unit, int register) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE);
        request = new byte[] {
            (byte) unit, FUNCTION, (byte) (register >> 8), (byte) register, 0, REGISTERS, 0, 0,
        };
        int crc = Crc16.of(request, 0, 6);
        request[6] = (byte) crc;
        request[7] = (byte) (crc >> 8);
    }

    /// What was measured.
    ///
    /// @param median microseconds
    /// @param high what 99 of 100 answers do not exceed, in microseconds
    /// @param many answers
    /// @param without how many requests were answered without a value, because it was too old, or not in time
    record Figures(double median, double high, int many, int without) {}

    /// Asks for a while.
    ///
    /// @throws IOException where the connection ends
    Figures measure(long millis) throws IOException, InterruptedException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        List<Double> waits = new ArrayList<>();
        int without = 0;
        long end = System.nanoTime() + millis * 1_000_000;
        do {
            long asked = System.nanoTime();
            in.skipNBytes(in.available());
            socket.getOutputStream().write(request);
            try {
                without += hasValue(in) ? 0 : 1;
            } catch (SocketTimeoutException _) {
                without++;
            }
            waits.add((System.nanoTime() - asked) / 1e3);
            Thread.sleep(PAUSE);
        } while (System.nanoTime() < end);
        waits.sort(null);
        return new Figures(waits.get(waits.size() / 2), waits.get(waits.size() * 99 / 100), waits.size(), without);
    }

    private static boolean hasValue(DataInputStream in) throws IOException {
        byte[] answer = new byte[ANSWER];
        in.readFully(answer, 0, EXCEPTION);
        if (answer[1] != FUNCTION) {
            return false;
        }
        in.readFully(answer, EXCEPTION, ANSWER - EXCEPTION);
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
