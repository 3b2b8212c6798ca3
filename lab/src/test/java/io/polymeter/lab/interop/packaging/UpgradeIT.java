package io.polymeter.lab.interop.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.lab.peer.TlsPython;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A state directory that the first package (0.1.0 of November 2026) left behind: its counters, its table of
/// certificates with an accepted client, its own key and its history go on.
@Timeout(100)
class UpgradeIT {

    /// What its counters said when it ended, in Wh.
    private static final double EXPORTED = 5_769_543;

    private static void copyState(Path directory) throws IOException {
        Path state = directory.resolve("state");
        Path kept = Checkouts.path("lab/src/test/resources/state-0.1.0");
        try (Stream<Path> files = Files.walk(kept)) {
            for (Path file : files.toList()) {
                Files.copy(file, state.resolve(kept.relativize(file).toString()));
            }
        }
    }

    @Test
    void everythingThatWasKeptGoesOn(@TempDir Path directory) throws Exception {
        copyState(directory);
        Path client = Checkouts.path("lab/src/test/resources/state-0.1.0-client");
        TlsFiles wallbox = TlsFiles.of(client.resolve("wallbox.pem"), client.resolve("wallbox.key"));
        byte[] key = Files.readAllBytes(directory.resolve("state/own-key.p12"));
        int port = Ports.free();
        try (Polymeter polymeter = Polymeter.run(directory, """
                        meters:
                          grid: { profile: kostal-ksem, simulate: { scenario: summer-day, start: "12:00" } }
                        outputs:
                          slave: { meter: grid, profile: kostal-ksem, modbus: { serve: "tls://127.0.0.1:%d", unit: 1 } }
                        history: {}
                        """.formatted(port)).listening(port);
                TlsPython accepted = new TlsPython(port, wallbox)) {
            // 516: active energy exported, 0.1 Wh in 64 bits.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(accepted.ask("read 516 4")).doesNotStartWith("exception"));
            assertThat(polymeter.log()).doesNotContain("WARN", "ERROR");
        }
        assertThat(Files.readAllBytes(directory.resolve("state/own-key.p12"))).isEqualTo(key);
        String counters = Files.readString(directory.resolve("state/counters"));
        assertThat(counters.lines().filter(line -> line.startsWith("grid\tactive-energy-export\t")))
                .singleElement()
                .satisfies(line ->
                        assertThat(Double.parseDouble(line.split("\t", -1)[4])).isGreaterThanOrEqualTo(EXPORTED));
        Outcome history = Polymeter.command(
                directory,
                "history",
                "--config",
                directory.resolve("polymeter.yaml").toString());
        assertThat(history.out()).as("%s", history).contains("grid", "2026-11-28");
    }

    @Test
    void theConfigurationOfTheFirstPackageIsStillRight(@TempDir Path directory) throws IOException {
        Path file = Files.copy(
                Checkouts.path("lab/src/test/resources/state-0.1.0-client/polymeter.yaml"),
                directory.resolve("polymeter.yaml"));
        Outcome check = Polymeter.command(directory, "check", file.toString());
        assertThat(check.exit()).as("%s", check).isZero();
    }
}
