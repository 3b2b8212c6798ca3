package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Demo;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How a demonstration begins where others are already, and how it ends.
@Timeout(120)
class DemoEndIT {

    private static final int USUAL = 8080;

    @TempDir
    private Path directory;

    @Test
    void withTheUsualPortTakenThePageIsAtTheNextAndCtrlCLeavesNothing() throws Exception {
        @Nullable ServerSocket somebody = take(USUAL);
        try (Demo demo = Demo.start(directory)) {
            assertThat(demo.page()).isGreaterThan(USUAL);
            assertThat(demo.ask("GET", "api/demo").status()).isEqualTo(200);
            assertThat(demo.leftovers()).as("while it runs").isNotEmpty();
            assertThat(demo.interrupt()).isZero();
            assertThat(demo.leftovers()).isEmpty();
            assertThat(demo.says()).doesNotContain("Exception", "stopped badly");
        } finally {
            if (somebody != null) {
                somebody.close();
            }
        }
    }

    @Test
    void withSecondsItEndsByItselfAndLeavesNothing() throws Exception {
        try (Demo demo = Demo.start(directory, "--seconds", "3", "--start", "23:59", "--speed", "600")) {
            assertThat(demo.end()).isZero();
            assertThat(demo.leftovers()).isEmpty();
            assertThat(demo.says())
                    .contains("Plenticore", "GEN24", "PLC", "Charger")
                    .doesNotContain("Exception");
        }
    }

    /// Ctrl-C while it is still being built: whatever there is already goes.
    @Test
    void ctrlCAtOnceLeavesNothingEither() throws Exception {
        try (Demo demo = Demo.begin(directory)) {
            await().atMost(Demo.SOON).until(() -> !demo.leftovers().isEmpty());
            assertThat(demo.interrupt()).isZero();
            assertThat(demo.leftovers()).isEmpty();
        }
    }

    @Test
    void whatIsNoTimeOfDayIsWrongUsage() throws Exception {
        Outcome outcome = Polymeter.command(directory, "demo", "--start", "noon");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("--start must be a time of day such as 10:30, found noon");
    }

    @Test
    void onlyADemonstrationCanBeBroken() throws Exception {
        int page = Ports.free();
        try (Polymeter polymeter = Polymeter.run(directory, """
                meters:
                  grid: { profile: kostal-ksem, simulate: { scenario: summer-day } }
                http: { listen: "127.0.0.1:%d" }
                """.formatted(page))) {
            polymeter.listening(page);
            for (String method : new String[] {"GET", "POST"}) {
                Outcome outcome = Outcome.of(java.util.List.of(
                        "/usr/bin/python3",
                        Checkouts.path("lab/peers/python/ask.py").toString(),
                        method,
                        "http://127.0.0.1:" + page + "/api/demo" + (method.equals("GET") ? "" : "/cut")));
                assertThat(outcome.out()).startsWith("404");
            }
        }
    }

    /// Listens there, or finds that somebody does.
    private static @Nullable ServerSocket take(int port) throws IOException {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (BindException _) {
            return null;
        }
    }
}
