package io.polymeter.lab.interop;

import static io.polymeter.lab.peer.Registers.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Mbpoll;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands a person tries a device with, against devices of others.
@Timeout(60)
class CommandsIT {

    @TempDir
    Path directory;

    @Test
    void readShowsAForeignMeterDecodedAndRaw() throws Exception {
        int port = Ports.free();
        String endpoint = "tcp://127.0.0.1:" + port;
        try (Stack.Running _ = Stack.PYMODBUS.server("tcp:127.0.0.1:" + port, 1, "0-147", "512-791", "8192-8248")) {
            Outcome table = Polymeter.command(directory, "read", endpoint, "--profile", "kostal-ksem");
            assertThat(table.exit()).as("%s", table).isZero();
            long power = (long) word(0) << 16 | word(1);
            assertThat(table.out()).contains("ActivePowerPlus", power / 10 + "." + power % 10);

            Outcome raw = Polymeter.command(directory, "read", endpoint, "--registers", "0..147");
            assertThat(raw.exit()).as("%s", raw).isZero();
            assertThat(raw.out()).contains(String.valueOf(word(0)), String.valueOf(word(147)));

            Outcome refused = Polymeter.command(directory, "read", endpoint, "--registers", "140..160");
            assertThat(refused.exit()).as("%s", refused).isEqualTo(1);
            assertThat(refused.err()).contains("illegal data address").doesNotContain("\tat ");
        }
    }

    @Test
    void theSimulatedMeterIsOneForForeignClients() throws Exception {
        int port = Ports.free();
        Process simulator = new ProcessBuilder(
                        Polymeter.command("simulate", "kostal-ksem", "--serve", "tcp://127.0.0.1:" + port))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(15)).until(() -> accepts(port));
            String endpoint = "tcp:127.0.0.1:" + port;
            for (Stack stack : Stack.values()) {
                List<String> answers = stack.client(endpoint, 1, "r3:0:28", "r3:512:100", "r3:8196:3");
                assertThat(answers).as("%s", stack).noneMatch(line -> line.startsWith("exception"));
                assertThat(answers.getLast()).as("%s", stack).isEqualTo("4b4f 5354 414c");
            }
            // Supply frequency in mHz.
            int millihertz = Integer.parseInt(Mbpoll.read(endpoint, 26, 2).replace(" ", ""), 16);
            assertThat(millihertz).isBetween(49_000, 51_000);
        } finally {
            simulator.destroy();
            assertThat(Outcome.ends(simulator, Duration.ofSeconds(2))).isTrue();
        }
    }

    private static boolean accepts(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
