package io.polymeter.modbus.client;

import io.polymeter.modbus.server.Loopback;
import io.polymeter.modbus.server.TestRegisters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// A server of which a test says what it does with each connection, byte by byte.
final class HostileServer implements AutoCloseable {

    /// What happens on one connection, from its start to its end.
    @FunctionalInterface
    interface Script {
        void play(int connection, Socket socket) throws Exception;
    }

    private final ServerSocket listening;
    private final AtomicInteger connections = new AtomicInteger();

    HostileServer(Script script) throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> accept(script));
    }

    private void accept(Script script) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                int number = connections.incrementAndGet();
                Thread.startVirtualThread(() -> {
                    try (socket) {
                        socket.setTcpNoDelay(true);
                        script.play(number, socket);
                    } catch (Exception _) {
                        // The client has gone: it is the client's view that is tested.
                    }
                });
            } catch (IOException _) {
                return;
            }
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /// How many connections there have been.
    int connections() {
        return connections.get();
    }

    /// Answers one request properly.
    static void answer(Socket socket) throws IOException {
        socket.getOutputStream().write(reply(Loopback.frame(socket)));
    }

    /// Answers properly whatever is asked until the client goes.
    static void behave(Socket socket) throws IOException {
        while (true) {
            socket.getOutputStream().write(reply(Loopback.frame(socket)));
        }
    }

    /// The right reply to a read of holding registers.
    static byte[] reply(byte[] request) {
        int unit = request[6] & 0xff;
        int address = (request[8] & 0xff) << 8 | request[9] & 0xff;
        int quantity = (request[10] & 0xff) << 8 | request[11] & 0xff;
        byte[] reply = new byte[9 + 2 * quantity];
        System.arraycopy(request, 0, reply, 0, 8);
        reply[4] = 0;
        reply[5] = (byte) (3 + 2 * quantity);
        reply[8] = (byte) (2 * quantity);
        for (int i = 0; i < quantity; i++) {
            int value = TestRegisters.value(unit, address + i);
            reply[9 + 2 * i] = (byte) (value >>> 8);
            reply[10 + 2 * i] = (byte) value;
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
