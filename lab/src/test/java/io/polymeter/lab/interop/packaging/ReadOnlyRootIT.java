package io.polymeter.lab.interop.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The program as in a container with a read-only root and a user without rights: its state is all it writes.
@Timeout(90)
class ReadOnlyRootIT {

    private static List<String> within(Path state, List<String> command) {
        List<String> all = new ArrayList<>(
                List.of(Checkouts.path("packaging/container/read-only").toString(), state.toString()));
        all.addAll(command);
        return all;
    }

    @Test
    void nothingCanBeWrittenButItsState(@TempDir Path directory) throws IOException {
        Path state = Files.createDirectory(directory.resolve("state"));
        String script = "id -u; grep CapEff /proc/self/status; touch " + state + "/a && echo written; touch "
                + directory + "/b || touch /c || echo read-only";
        Outcome outcome = Outcome.of(within(state, List.of("sh", "-c", script)));
        assertThat(outcome.out().lines())
                .as("%s", outcome)
                .containsExactly("1000", "CapEff:\t0000000000000000", "written", "read-only");
    }

    @Test
    void theWholeProgramServesAndKeepsItsHistory(@TempDir Path directory) throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        int page = Ports.free();
        Path file = Files.writeString(directory.resolve("polymeter.yaml"), """
                state: %s
                http: { listen: "127.0.0.1:%d" }
                history: {}
                meters:
                  grid: { profile: kostal-ksem, simulate: { scenario: summer-day, speed: 60 } }
                outputs:
                  fronius: { meter: grid, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 } }
                """.formatted(state, page, Ports.free()));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(within(state, Polymeter.command("run", "--config", file.toString())))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(
                            () -> assertThat(Files.readString(log)).contains("keeps the history", "http: listens at"));
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page + "/health"))
                    .build();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                    .body())
                            .contains("\"healthy\":true", "\"quality\":\"fresh\"")
                            .doesNotContain("down"));
            assertThat(Files.readString(log)).doesNotContain("WARN", "ERROR");
        } finally {
            process.destroy();
            assertThat(Outcome.ends(process, Duration.ofSeconds(5))).isTrue();
        }
    }
}
