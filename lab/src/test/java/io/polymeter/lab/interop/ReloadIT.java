package io.polymeter.lab.interop;

import static io.polymeter.lab.peer.Registers.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.RtuBus;
import io.polymeter.lab.peer.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A changed configuration is applied without a restart, and a broken one changes nothing.
@Timeout(60)
class ReloadIT {

    private static final String ASK = "00 01 00 00 00 06 01 03 00 00 00 01";
    private static final String WORD_0 = "00 01 00 00 00 05 01 03 02 30 39";

    @Test
    void whatDidNotChangeKeepsItsConnections(@TempDir Path directory) throws Exception {
        int in = Ports.free();
        int out = Ports.free();
        int later = Ports.free();
        String before = """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1], unit: 1 }
                outputs:
                  one: { meter: grid, modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 } }
                """.formatted(in, out);
        String after = before
                + "  two: { meter: grid, modbus: { serve: \"tcp://127.0.0.1:%d\", unit: 7 } }\n".formatted(later);
        try (Polymeter polymeter =
                        Polymeter.run(directory, before).listening(in).listening(out);
                Stack.Running push = Stack.push("tcp:127.0.0.1:" + in, 1, 0);
                RawTcp reader = new RawTcp(out)) {
            assertThat(reader.ask(ASK)).isEqualTo(WORD_0);

            polymeter.reload(after);
            polymeter.listening(later);
            assertThat(reader.ask(ASK)).as("on the connection of before").isEqualTo(WORD_0);
            assertThat(Stack.LIBMODBUS.client("tcp:127.0.0.1:" + later, 7, "r3:0:8"))
                    .containsExactly(hex(0, 8));

            polymeter.reload(before.replace("grid, modbus", "gird, modbus"));
            polymeter.says("polymeter.yaml:6:");
            assertThat(Stack.LIBMODBUS.client("tcp:127.0.0.1:" + later, 7, "r3:0:8"))
                    .as("all runs on as before")
                    .containsExactly(hex(0, 8));

            polymeter.reload(before);
            await().atMost(Duration.ofSeconds(10)).until(() -> refuses(later));
            assertThat(reader.ask(ASK)).as("on the connection of before").isEqualTo(WORD_0);
            assertThat(push.process().isAlive()).as("the meter's connection").isTrue();
        }
    }

    @Test
    void aSerialPortTakesNoSignalsAway(@TempDir Path directory) throws Exception {
        int in = Ports.free();
        int later = Ports.free();
        try (RtuBus bus = new RtuBus(1)) {
            String before = """
                    meters:
                      grid:
                        profile: kostal-ksem
                        modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1], unit: 1 }
                    outputs:
                      bus: { meter: grid, modbus: { serve: "rtu://%s", unit: 1 } }
                    """.formatted(in, bus.device(0));
            try (Polymeter polymeter = Polymeter.run(directory, before).says(bus.device(0) + ": listens")) {
                await().atMost(Duration.ofSeconds(5)).until(polymeter::handlesHangup);
                polymeter.reload(before
                        + "  two: { meter: grid, modbus: { serve: \"tcp://127.0.0.1:%d\", unit: 7 } }\n"
                                .formatted(later));
                polymeter.listening(later);
                polymeter.interrupt();
            }
        }
    }

    private static boolean refuses(int port) throws Exception {
        return Outcome.of(Stack.LIBMODBUS.command("client", "tcp:127.0.0.1:" + port, 7, "r3:0:1"))
                .err()
                .contains("refused");
    }

    @Test
    void aPortIsFreeAgainAtOnce(@TempDir Path directory) throws Exception {
        int port = Ports.free();
        String configuration = """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:%1$d", from: [127.0.0.1], unit: 1 }
                outputs:
                  one: { meter: grid, modbus: { serve: "tcp://127.0.0.1:%1$d", unit: 1 } }
                """.formatted(port);
        for (int round = 0; round < 2; round++) {
            try (Polymeter polymeter = Polymeter.run(directory, configuration).listening(port);
                    Stack.Running _ = Stack.push("tcp:127.0.0.1:" + port, 1, 0)) {
                assertThat(Stack.LIBMODBUS.client("tcp:127.0.0.1:" + port, 1, "r3:0:8"))
                        .isEqualTo(List.of(hex(0, 8)));
                assertThat(polymeter.lines("cannot listen")).isEmpty();
            }
        }
    }
}
