package io.polymeter.lab.interop;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An inverter of 8600 W with the first registers of SunSpec model 123 at 1 to 5, which can be written.
final class LimitedInverter implements RequestHandler, AutoCloseable {

    private final TcpServer server = TcpServer.open();
    private final int port;
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final int[] registers = {8600, 10_000, 0, 0, 0, 0, 0xfffe};
    private volatile boolean refusing;

    LimitedInverter() throws IOException {
        port = server.listen(TcpListener.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this))
                .localAddress()
                .getPort();
    }

    int port() {
        return port;
    }

    /// What was written, in order: address and words.
    List<String> written() {
        return List.copyOf(written);
    }

    /// Refuses writes from now on.
    void refuse() {
        refusing = true;
    }

    @Override
    public synchronized Answer handle(int unit, Request request, Peer peer) {
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int count)
            when address + count <= registers.length ->
                new Response.ReadRegisters(
                        3, Words.of(java.util.Arrays.copyOfRange(registers, address, address + count)));
            case Request.WriteSingleRegister(int address, int word)
            when !refusing -> {
                take(address, word);
                yield new Response.WriteSingleRegister(address, word);
            }
            case Request.WriteMultipleRegisters(int address, Words words)
            when !refusing -> {
                int[] each = new int[words.count()];
                java.util.Arrays.setAll(each, words::get);
                take(address, each);
                yield new Response.WriteMultiple(16, address, words.count());
            }
            default ->
                new Response.Refusal(
                        request.functionCode(),
                        refusing ? ExceptionCode.SERVER_DEVICE_BUSY : ExceptionCode.ILLEGAL_DATA_ADDRESS);
        };
    }

    private void take(int address, int... words) {
        written.add(address + " " + java.util.Arrays.toString(words));
        System.arraycopy(words, 0, registers, address, words.length);
    }

    @Override
    public void close() {
        server.close();
    }
}
