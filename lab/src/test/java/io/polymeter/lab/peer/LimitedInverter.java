package io.polymeter.lab.peer;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An inverter of 8600 W with the first registers of SunSpec model 123 at 1 to 5, which can be written.
public final class LimitedInverter implements RequestHandler, AutoCloseable {

    private final TcpServer server = TcpServer.open();
    private final int port;
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final int[] registers = {8600, 10_000, 0, 0, 0, 0, 0xfffe};
    private volatile boolean refusing;

    /// Writes `inverter.yaml`, the profile of such a device.
    public static void profile(Path directory, String access) throws IOException {
        Files.writeString(directory.resolve("inverter.yaml"), """
                id: inverter
                title: An inverter that can be limited
                role: producer
                modbus: { unit: 1 }
                groups:
                  live: { fresh-for: 5s, every: 300ms }
                spans:
                  - { at: 0, count: 7, group: live }
                registers:
                  - { at: 0, as: u16, unit: W, point: rated-power, name: 120.WRtg }
                  - { at: 1, as: u16, unit: "%%", scale-at: 6, point: power-limit, name: 123.WMaxLimPct%1$s }
                  - { at: 2, as: u16, name: 123.WMaxLimPct_WinTms%1$s }
                  - { at: 3, as: u16, name: 123.WMaxLimPct_RvrtTms%1$s }
                  - { at: 4, as: u16, name: 123.WMaxLimPct_RmpTms%1$s }
                  - { at: 5, as: u16, name: 123.WMaxLim_Ena%1$s }
                  - { at: 6, as: sunssf, name: 123.WMaxLimPct_SF }
                """.formatted(access));
    }

    public LimitedInverter() throws IOException {
        port = server.listen(TcpListener.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this))
                .localAddress()
                .getPort();
    }

    public int port() {
        return port;
    }

    /// What was written, in order: address and words.
    public List<String> written() {
        return List.copyOf(written);
    }

    /// Refuses writes from now on.
    public void refuse() {
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
