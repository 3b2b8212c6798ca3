package io.polymeter.lab.interop.modbus;

import static io.polymeter.lab.peer.Registers.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.KsemSite;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Only the meter writes, and nobody else keeps its values alive.
@Timeout(40)
class SenderDefectsIT {

    @Test
    void aForeignWriterChangesNothingAndRefreshesNothing(@TempDir Path directory) throws Exception {
        try (KsemSite site = new KsemSite(directory, "{ live: 1s }")) {
            site.startPush(1, 0);
            String foreign = "tcp:127.0.0.1:" + site.pushPort + "@127.0.0.9";
            assertThat(writes(foreign)).as("it is turned away").allMatch(line -> !line.equals("written"));
            assertThat(Stack.LIBMODBUS.client(site.tcp(), 1, "r3:0:125")).containsExactly(hex(0, 125));
            site.stopPush();
            // It writes on and on; the age of what the meter wrote is what counts.
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                writes(foreign);
                return Stack.LIBMODBUS.client(site.tcp(), 1, "r3:0:2").equals(List.of("exception 4"));
            });
            assertThat(Stack.LIBMODBUS.client(site.rtu(), 1, "w16:0:1,2", "w6:0:1", "r3:0:2"))
                    .containsExactly("exception 1", "exception 1", "exception 4");
            assertThat(site.polymeter().log()).contains("127.0.0.9");
        }
    }

    @Test
    void onlyThoseWhoMayReadAreAnswered(@TempDir Path directory) throws Exception {
        int port = Ports.free();
        String configuration = """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:%1$d", from: [127.0.0.2], unit: 1 }
                outputs:
                  reader:
                    meter: grid
                    modbus: { serve: "tcp://127.0.0.1:%1$d", unit: 1, allow: [127.0.0.3] }
                """.formatted(port);
        try (Polymeter polymeter = Polymeter.run(directory, configuration).listening(port);
                Stack.Running _ = Stack.push("tcp:127.0.0.1:" + port + "@127.0.0.2", 1, 0)) {
            assertThat(Stack.PYMODBUS.client("tcp:127.0.0.1:" + port + "@127.0.0.3", 1, "r3:0:8", "w6:0:1"))
                    .containsExactly(hex(0, 8), "exception 1");
            assertThat(Stack.PYMODBUS.client("tcp:127.0.0.1:" + port + "@127.0.0.2", 1, "r3:0:8"))
                    .containsExactly("exception 2");
            try (RawTcp stranger = new RawTcp("127.0.0.4", port)) {
                assertThat(stranger.closed()).isTrue();
            }
            assertThat(polymeter.alive()).isTrue();
        }
    }

    /// Tries every way to write there is; one line for each.
    private static List<String> writes(String endpoint) throws Exception {
        Outcome outcome =
                Outcome.of(Stack.PYMODBUS.command("client", endpoint, 1, "w16:0:1,2", "w6:0:1", "w23:0:1,2:0:2"));
        return outcome.out().lines().toList();
    }
}
