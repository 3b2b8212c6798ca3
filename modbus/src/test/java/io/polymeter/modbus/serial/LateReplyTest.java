package io.polymeter.modbus.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.LineMemory;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.server.TestRegisters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A transparent converter between TCP and a serial line: it brings each reply of the device to whoever is connected
/// when it comes. Its tests wait for late replies, each by itself.
@Execution(ExecutionMode.CONCURRENT)
class LateReplyTest {

    private static final int UNIT = 7;

    /// Answers every request in order, some of them late, on whatever connection is there then.
    private static final class Converter implements AutoCloseable {

        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();
        private final Random random;
        private final int slowMillis;
        private volatile Socket newest = new Socket();

        Converter(long seed, int slowMillis) throws IOException {
            this.random = new Random(seed);
            this.slowMillis = slowMillis;
            Thread.startVirtualThread(this::accept);
            Thread.startVirtualThread(this::answer);
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = listening.accept();
                    socket.setTcpNoDelay(true);
                    newest = socket;
                    Thread.startVirtualThread(() -> listen(socket));
                }
            } catch (IOException _) {
                // Closed.
            }
        }

        private void listen(Socket socket) {
            try {
                while (true) {
                    byte[] request = socket.getInputStream().readNBytes(8);
                    if (request.length < 8) {
                        return;
                    }
                    requests.add(request);
                }
            } catch (IOException _) {
                // Closed.
            }
        }

        private void answer() {
            try {
                while (true) {
                    byte[] request = requests.take();
                    int address = (request[2] & 0xff) << 8 | request[3] & 0xff;
                    int count = (request[4] & 0xff) << 8 | request[5] & 0xff;
                    LockSupport.parkNanos((random.nextInt(4) == 0 ? slowMillis : 2) * 1_000_000L);
                    ByteBuffer reply = ByteBuffer.allocate(Rtu.MAX_LENGTH);
                    Rtu.encode(UNIT, TestRegisters.at(3, UNIT, address, count), reply);
                    try {
                        newest.getOutputStream().write(reply.array(), 0, reply.position());
                    } catch (IOException _) {
                        // Nobody is there to take it.
                    }
                }
            } catch (InterruptedException _) {
                // The test is over.
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
            newest.close();
        }
    }

    private static TcpClient client(int port, int timeoutMillis) {
        return client(port, timeoutMillis, new LineMemory(Ticker.SYSTEM.nanos()));
    }

    private static TcpClient client(int port, int timeoutMillis, LineMemory memory) {
        return new TcpClient(
                ClientSettings.of("127.0.0.1", port)
                        .framed(ClientSettings.Framing.RTU)
                        .waiting(Duration.ofSeconds(5), Duration.ofMillis(timeoutMillis)),
                Connector.system(),
                Ticker.SYSTEM,
                memory);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLateReplyIsNeverTakenForAnothersRegister(long seed) throws Exception {
        try (Converter converter = new Converter(seed, 120);
                TcpClient client = client(converter.listening.getLocalPort(), 40)) {
            int answered = 0;
            for (int i = 0; i < 60; i++) {
                Request request = new Request.ReadHoldingRegisters(100 + i, 4);
                try {
                    assertThat(client.send(UNIT, request)).isEqualTo(TestRegisters.at(3, UNIT, 100 + i, 4));
                    answered++;
                } catch (NoResponseException _) {
                    // Late; what comes of it must not be the next answer.
                }
            }
            assertThat(answered).isGreaterThan(10);
        }
    }

    /// Each request on a connection of its own: what the last one was late for comes to the next.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLateReplyIsNeverTakenForAnothersRegisterOnTheNextConnection(long seed) throws Exception {
        LineMemory memory = new LineMemory(Ticker.SYSTEM.nanos());
        try (Converter converter = new Converter(seed, 120)) {
            int answered = 0;
            for (int i = 0; i < 60; i++) {
                Request request = new Request.ReadHoldingRegisters(100 + i, 4);
                try (TcpClient client = client(converter.listening.getLocalPort(), 40, memory)) {
                    assertThat(client.send(UNIT, request)).isEqualTo(TestRegisters.at(3, UNIT, 100 + i, 4));
                    answered++;
                } catch (NoResponseException _) {
                    // Late; it will come to the next connection.
                }
            }
            assertThat(answered).isGreaterThan(10);
        }
    }

    /// Whoever was connected before, and what was asked then, is not known.
    @Test
    void aReplyToSomebodyElseIsNotTakenForTheFirstOfAConnection() throws Exception {
        try (Converter converter = new Converter(1, 0)) {
            for (int i = 0; i < 20; i++) {
                byte[] asked = new byte[8];
                ByteBuffer frame = ByteBuffer.wrap(asked);
                Rtu.encode(UNIT, new Request.ReadHoldingRegisters(500, 4), frame);
                converter.requests.add(asked);
                try (TcpClient client = client(converter.listening.getLocalPort(), 1000)) {
                    Request request = new Request.ReadHoldingRegisters(100 + i, 4);
                    assertThat(client.send(UNIT, request)).isEqualTo(TestRegisters.at(3, UNIT, 100 + i, 4));
                }
            }
        }
    }

    /// Nobody has set a time-out, and every reply needs longer than the usual one.
    @Test
    void whatADeviceHasShownToNeedIsWaitedFor() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        slowly(socket);
                    } catch (IOException _) {
                        // The client has gone.
                    }
                }
            });
            try (TcpClient client = client(server.getLocalPort(), 100)) {
                Request request = new Request.ReadHoldingRegisters(10, 2);
                int answered = 0;
                for (int i = 0; i < 20 && answered < 3; i++) {
                    try {
                        assertThat(client.send(UNIT, request)).isEqualTo(TestRegisters.at(3, UNIT, 10, 2));
                        answered++;
                    } catch (NoResponseException _) {
                        // It is not known yet how long it needs.
                    }
                }
                assertThat(answered).isEqualTo(3);
            }
        }
    }

    private static void slowly(Socket socket) throws IOException {
        while (true) {
            byte[] request = socket.getInputStream().readNBytes(8);
            if (request.length < 8) {
                return;
            }
            LockSupport.parkNanos(150_000_000);
            ByteBuffer frame = ByteBuffer.allocate(Rtu.MAX_LENGTH);
            Rtu.encode(UNIT, TestRegisters.at(3, UNIT, request[3] & 0xff, request[5] & 0xff), frame);
            socket.getOutputStream().write(frame.array(), 0, frame.position());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255})
    void anotherUnitsNameIsLearned(int unit) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> serve(server, unit, new byte[0], new byte[0]));
            try (TcpClient client = client(server.getLocalPort(), 300)) {
                Request request = new Request.ReadHoldingRegisters(10, 2);
                int tries = 0;
                while (true) {
                    try {
                        assertThat(client.send(UNIT, request)).isEqualTo(TestRegisters.at(3, UNIT, 10, 2));
                        break;
                    } catch (NoResponseException e) {
                        assertThat(++tries).isLessThan(6);
                    }
                }
                assertThat(client.deviations())
                        .anyMatch(d -> d.kind() == Deviation.Kind.OTHER_UNIT && d.detail() == unit);
            }
        }
    }

    @Test
    void straysAndTheOwnEchoArePassedOver() throws Exception {
        byte[] zeros = new byte[2];
        for (boolean echo : new boolean[] {false, true}) {
            try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                Thread.startVirtualThread(() -> serve(server, UNIT, echo ? new byte[] {1} : zeros, zeros));
                try (TcpClient client = client(server.getLocalPort(), 1000)) {
                    for (int i = 0; i < 5; i++) {
                        assertThat(client.send(UNIT, new Request.ReadHoldingRegisters(10 + i, 2)))
                                .isEqualTo(TestRegisters.at(3, UNIT, 10 + i, 2));
                    }
                }
            }
        }
    }

    /// @param before one byte: the request itself comes back first
    private static void serve(ServerSocket server, int unit, byte[] before, byte[] behind) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                while (true) {
                    byte[] request = socket.getInputStream().readNBytes(8);
                    if (request.length < 8) {
                        break;
                    }
                    int address = (request[2] & 0xff) << 8 | request[3] & 0xff;
                    int count = (request[4] & 0xff) << 8 | request[5] & 0xff;
                    ByteBuffer reply = ByteBuffer.allocate(2 * Rtu.MAX_LENGTH);
                    reply.put(before.length == 1 ? request : before);
                    ByteBuffer frame = ByteBuffer.allocate(Rtu.MAX_LENGTH);
                    Rtu.encode(unit, TestRegisters.at(3, UNIT, address, count), frame);
                    reply.put(frame.flip()).put(behind);
                    socket.getOutputStream().write(reply.array(), 0, reply.position());
                }
            } catch (IOException _) {
                // The client has gone.
            }
        }
    }
}
