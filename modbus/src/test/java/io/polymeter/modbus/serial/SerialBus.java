package io.polymeter.modbus.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Crc16;
import io.polymeter.modbus.RequestHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;

/// A real pseudo-terminal with our server at its device and the test at the other end.
final class SerialBus implements AutoCloseable {

    static final SerialParameters PARAMETERS = new SerialParameters(38_400, SerialParameters.Parity.NONE, 2);

    final Pty pty;
    final RtuServer server;
    private final FutureTask<Void> running;
    private final Thread thread;

    /// A server for units 1 and 9, patient enough for a busy machine.
    SerialBus(RequestHandler handler) throws IOException {
        this(patient(unit -> unit == 1 || unit == 9), handler);
    }

    static RtuSettings patient(IntPredicate units) {
        return RtuSettings.of(PARAMETERS, units).withAnswerWithin(Duration.ofSeconds(5));
    }

    SerialBus(RtuSettings settings, RequestHandler handler) throws IOException {
        pty = Pty.open();
        server = new RtuServer(SerialOpener.system(), pty.device().toString(), settings, handler);
        running = new FutureTask<>(() -> {
            server.run();
            return null;
        });
        thread = Thread.ofVirtual().start(running);
    }

    /// Sends bytes given in hexadecimal, without adding anything.
    void sendRaw(String hex) throws IOException {
        write(pty.master(), hex);
    }

    static void write(SerialLine line, String hex) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        line.write(bytes, bytes.length);
    }

    /// Sends a frame: its bytes in hexadecimal, to which the CRC is added.
    void send(String hex) throws IOException {
        sendRaw(frame(hex));
    }

    /// The frame in hexadecimal, with its CRC.
    static String frame(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        int crc = Crc16.of(bytes, 0, bytes.length);
        return HexFormat.of().formatHex(bytes) + String.format("%02x%02x", crc & 0xff, crc >>> 8);
    }

    /// Reads exactly this frame, within two seconds.
    void expect(String hex) throws IOException {
        String expected = frame(hex);
        assertThat(read(pty.master(), expected.length() / 2, 2_000)).isEqualTo(expected);
    }

    /// Nothing comes for `millis`.
    void expectSilence(long millis) throws IOException {
        assertThat(read(pty.master(), 1, millis)).isEmpty();
    }

    /// Reads `length` bytes, or what has come within the time.
    static String read(SerialLine line, int length, long millis) throws IOException {
        StringBuilder received = new StringBuilder();
        byte[] chunk = new byte[300];
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (received.length() < 2 * length && System.nanoTime() < deadline) {
            int count = line.read(chunk, deadline - System.nanoTime());
            received.append(HexFormat.of().formatHex(chunk, 0, count));
        }
        return received.toString();
    }

    /// What ended the server by itself, within two seconds.
    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            running.get(2, TimeUnit.SECONDS);
            throw new AssertionError("the server ended without a failure");
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            pty.close();
        }
    }
}
