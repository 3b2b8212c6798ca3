package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.lab.peer.RtuBus;
import io.polymeter.lab.peer.RtuMemory;
import io.polymeter.lab.peer.RtuPrograms;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.serial.RtuClient;
import io.polymeter.modbus.serial.RtuServer;
import io.polymeter.modbus.serial.RtuSettings;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.modbus.serial.SerialParameters.Parity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The serial side against mbpoll and libmodbus, over real serial devices.
@Timeout(90)
class RtuInteropIT {

    private static final SerialParameters LINE = new SerialParameters(38_400, Parity.NONE, 2);

    @TempDir
    Path directory;

    @Test
    void libmodbusFindsNothingWrongWithOurServer() throws Exception {
        Path client = RtuPrograms.compile("rtu_client", directory);
        try (RtuBus bus = new RtuBus(2);
                Running server = new Running(bus.device(0), 1)) {
            assertThat(RtuPrograms.run(client, bus.device(1), 1, 2)).isEqualTo("15883 checks passed\n");
            assertThat(server.serial.statistics().foreign()).isEqualTo(1);
            assertThat(server.serial.statistics().late()).isZero();
            assertThat(server.serial.statistics().noise()).isZero();
        }
    }

    @Test
    void mbpollReadsAndWritesOurRegisters() throws Exception {
        try (RtuBus bus = new RtuBus(2);
                Running _ = new Running(bus.device(0), 1)) {
            String device = bus.device(1);
            assertThat(mbpoll("-r 7 -c 2 -t 4:hex", device)).contains("[7]: \t0x1007", "[8]: \t0x1008");
            assertThat(mbpoll("-r 7", device, 4711, 4712)).contains("Written 2 references");
            assertThat(mbpoll("-r 7 -c 2", device)).contains("[7]: \t4711", "[8]: \t4712");
        }
    }

    @Test
    void ourClientReadsAndWritesTheRegistersOfLibmodbus() throws Exception {
        Path program = RtuPrograms.compile("rtu_server", directory);
        try (RtuBus bus = new RtuBus(2)) {
            Process server = RtuPrograms.startServer(program, bus.device(0), 5);
            try (RtuClient master = master(bus.device(1))) {
                for (int count = 1; count <= 125; count++) {
                    int[] expected = IntStream.range(100, 100 + count)
                            .map(i -> 0x2000 + i)
                            .toArray();
                    assertThat(master.send(5, new Request.ReadHoldingRegisters(100, count)))
                            .isEqualTo(new Response.ReadRegisters(3, Words.of(expected)));
                }
                int[] values = IntStream.range(0, 123).map(i -> 0xd000 + i).toArray();
                assertThat(master.send(5, new Request.WriteMultipleRegisters(300, Words.of(values))))
                        .isEqualTo(new Response.WriteMultiple(16, 300, 123));
                assertThat(master.send(5, new Request.ReadHoldingRegisters(300, 123)))
                        .isEqualTo(new Response.ReadRegisters(3, Words.of(values)));
                assertThat(master.send(5, new Request.MaskWriteRegister(300, 0x00ff, 0x1200)))
                        .isEqualTo(new Response.MaskWriteRegister(300, 0x00ff, 0x1200));
                assertThat(master.send(5, new Request.ReadHoldingRegisters(999, 2)))
                        .isEqualTo(new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
                assertThatThrownBy(() -> master.send(6, new Request.ReadHoldingRegisters(0, 1)))
                        .isInstanceOf(NoResponseException.class);
                assertThat(master.send(5, new Request.ReadHoldingRegisters(0, 1)))
                        .isEqualTo(new Response.ReadRegisters(3, Words.of(0x2000)));
            } finally {
                server.destroy();
            }
        }
    }

    @Test
    void sharesABusWithAForeignServer() throws Exception {
        Path program = RtuPrograms.compile("rtu_server", directory);
        try (RtuBus bus = new RtuBus(3);
                Running server = new Running(bus.device(0), 1)) {
            Process foreign = RtuPrograms.startServer(program, bus.device(1), 5);
            try (RtuClient master = master(bus.device(2))) {
                for (int i = 0; i < 200; i++) {
                    assertThat(master.send(5, new Request.ReadHoldingRegisters(i, 3)))
                            .isEqualTo(new Response.ReadRegisters(3, Words.of(0x2000 + i, 0x2001 + i, 0x2002 + i)));
                }
                for (int i = 0; i < 200; i++) {
                    assertThat(master.send(1, new Request.ReadHoldingRegisters(i, 3)))
                            .isEqualTo(new Response.ReadRegisters(3, Words.of(0x1000 + i, 0x1001 + i, 0x1002 + i)));
                }
                assertThat(server.serial.statistics().foreign()).isEqualTo(400);
                assertThat(server.serial.statistics().noise()).isZero();
            } finally {
                foreign.destroy();
            }
        }
    }

    private static RtuClient master(String device) throws IOException {
        return new RtuClient(
                SerialOpener.system().open(device, LINE),
                RtuClient.Settings.of(LINE).withTimeout(Duration.ofMillis(500)));
    }

    /// Reads once, or writes the values; returns what it printed.
    private static String mbpoll(String options, String device, Object... values)
            throws IOException, InterruptedException {
        List<Object> command = new ArrayList<>(List.of("mbpoll", "-m", "rtu", "-b", 38_400, "-P", "none", "-s", 2));
        command.addAll(List.of("-a", 1, "-0", "-1"));
        command.addAll(List.of(options.split(" ", -1)));
        command.add(device);
        command.addAll(List.of(values));
        return RtuPrograms.run(command.toArray());
    }

    /// Patient enough for a busy machine.
    private static RtuSettings settings(int unit) {
        return RtuSettings.of(LINE, id -> id == unit).withAnswerWithin(Duration.ofSeconds(1));
    }

    /// Our server at work.
    private static final class Running implements AutoCloseable {

        final RtuServer serial;
        private final Thread thread;

        Running(String device, int unit) {
            serial = new RtuServer(SerialOpener.system(), device, settings(unit), new RtuMemory());
            thread = Thread.startVirtualThread(() -> {
                try {
                    serial.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException _) {
                    // The test is over.
                }
            });
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
