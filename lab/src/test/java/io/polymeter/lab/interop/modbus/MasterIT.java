package io.polymeter.lab.interop.modbus;

import static io.polymeter.lab.peer.Registers.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// As a KSEM does, we are the master and write to foreign servers.
@Timeout(60)
class MasterIT {

    private static final int SALT = 0x0ff0;

    @Test
    void writesTheSelectedRegistersToEverySlaveThatIsThere(@TempDir Path directory) throws Exception {
        int in = Ports.free();
        int dead = Ports.free();
        List<Stack> stacks = List.of(Stack.PYMODBUS, Stack.JSMODBUS, Stack.LIBMODBUS);
        int[] ports = {Ports.free(), Ports.free(), Ports.free()};
        String configuration = """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1], unit: 1 }
                outputs:
                  master:
                    meter: grid
                    modbus:
                      push: ["tcp://127.0.0.1:%d", "tcp://127.0.0.1:%d", "tcp://127.0.0.1:%d", "tcp://127.0.0.1:%d"]
                      unit: 1
                      send: { power: phases, energy: none }
                """.formatted(in, dead, ports[0], ports[1], ports[2]);
        try (Stack.Running _ = stacks.get(0).server(endpoint(ports[0]), 1, "0-147");
                Stack.Running _ = stacks.get(1).server(endpoint(ports[1]), 1, "0-147");
                Stack.Running _ = stacks.get(2).server(endpoint(ports[2]), 1, "0-147")) {
            try (Polymeter _ = Polymeter.run(directory, configuration).listening(in);
                    Stack.Running _ = Stack.push("tcp:127.0.0.1:" + in, 1, SALT)) {
                hasPhases(ports[0]);
                hasPhases(ports[1]);
            }
            // libmodbus has one client at a time, which was ours until now.
            hasPhases(ports[2]);
        }
    }

    private static void hasPhases(int port) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(read(port))
                        .containsExactly(
                                hex(0, 28), hex(40, 6, SALT), hex(56, 10, SALT), hex(80, 6, SALT), hex(136, 10, SALT)));
    }

    private static List<String> read(int port) throws IOException {
        return Stack.LIBMODBUS.client(endpoint(port), 1, "r3:0:28", "r3:40:6", "r3:56:10", "r3:80:6", "r3:136:10");
    }

    private static String endpoint(int port) {
        return "tcp:127.0.0.1:" + port;
    }
}
