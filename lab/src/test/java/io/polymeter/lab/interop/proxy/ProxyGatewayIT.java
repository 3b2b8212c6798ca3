package io.polymeter.lab.interop.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.FlatProfile;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.Registers;
import io.polymeter.lab.peer.RtuBus;
import io.polymeter.lab.peer.Stack;
import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.lab.peer.TlsPython;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A serial line's devices, polled by us, shared over TCP, over TLS and with the master of another line.
@Timeout(60)
class ProxyGatewayIT {

    private static final String LINE = "serial: { baud: 38400, parity: none, stop-bits: 2 }";

    @TempDir
    private Path directory;

    private String configuration(String device, String line, int plain, int secured) throws Exception {
        FlatProfile.write(directory, "flat", 0, 3);
        return """
                meters:
                  box: { profile: ./flat.yaml, modbus: { poll: "rtu://%1$s", unit: 1, %5$s } }
                outputs:
                  plain: { meter: box, modbus: { proxy: "tcp://127.0.0.1:%3$d" } }
                  secured: { meter: box, modbus: { proxy: "tls://127.0.0.1:%4$d", tls: { trust: plant.pem } } }
                  line: { meter: box, modbus: { proxy: "rtu://%2$s", %5$s } }
                """.formatted(device, line, plain, secured, LINE);
    }

    @Test
    void manyMastersReadTheDevicesOfOneSerialLine() throws Exception {
        TlsFiles plant = TlsFiles.make(directory, "plant");
        int plain = Ports.free();
        int secured = Ports.free();
        try (RtuBus bus = new RtuBus(2);
                RtuBus other = new RtuBus(2);
                Stack.Running _ = Stack.servers("rtu:" + bus.device(0), 1, 2, "0-999");
                Polymeter _ = Polymeter.run(directory, configuration(bus.device(1), other.device(0), plain, secured))
                        .listening(plain)
                        .listening(secured)
                        .says(other.device(0) + ": listens")) {
            String endpoint = "tcp:127.0.0.1:" + plain;
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> Stack.PYMODBUS.client(endpoint, 1, "r3:0:2").equals(List.of(Registers.hex(0, 2))));
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(Stack.LIBMODBUS.client(
                                    endpoint, 2, "r3:100:125", "r3:999:1", "r3:999:2", "w6:1:0001"))
                            .containsExactly(
                                    Registers.hex(100, 125), Registers.hex(999, 1), "exception 2", "exception 1"));
            assertThat(Stack.PYMODBUS.client(endpoint, 3, "r3:0:1")).containsExactly("exception 11");
            // Reserved on a serial line, and passed all the same: nobody has it here.
            assertThat(Stack.PYMODBUS.client(endpoint, 250, "r3:0:1")).containsExactly("exception 11");

            try (TlsPython member = new TlsPython(secured, plant.signs(directory, "member"));
                    TlsPython stranger = new TlsPython(secured, TlsFiles.make(directory, "stranger"))) {
                assertThat(member.ask("read 50 3")).isEqualTo(Registers.hex(50, 3));
                assertThat(stranger.ask("read 50 3")).isEqualTo("exception 1");
            }

            String line = "rtu:" + other.device(1);
            assertThat(Stack.LIBMODBUS.client(line, 1, "r3:7:4")).containsExactly(Registers.hex(7, 4));
            assertThat(Stack.PYMODBUS.client(line, 2, "r3:7:4"))
                    .as("on a line other units may be others' devices")
                    .containsExactly("silence");
        }
    }
}
