package io.polymeter.lab.interop.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawTcp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// History on a disk that is cut off, full or broken, read by the commands, the API and a foreign SQLite.
@Timeout(110)
class HistoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    /// Seconds between commits; a minute where it is not a test.
    private static final int EVERY = 3;

    private static final Map<String, String> OFTEN = Map.of("JAVA_TOOL_OPTIONS", "-Dpolymeter.history.every=" + EVERY);
    private static final String ASK = "00 01 00 00 00 06 01 03 00 00 00 02";

    private static String house(int modbus, int http, String history) {
        return """
                site: { timezone: Europe/Berlin }
                meters:
                  grid: { profile: kostal-ksem, simulate: { scenario: summer-day, speed: 600 } }
                  pv: { simulate: { scenario: summer-day/pv, speed: 600 } }
                outputs:
                  plc: { meter: grid, profile: kostal-ksem, modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 } }
                http: { listen: "127.0.0.1:%d" }
                %s
                """.formatted(modbus, http, history);
    }

    /// Python's own SQLite, which shares nothing with ours but the file format.
    private static List<String> sqlite(Path directory, String sql) throws IOException {
        Path file = directory.resolve("state/history/history.db");
        Outcome outcome = Outcome.of(List.of(
                "/usr/bin/python3",
                "-c",
                "import sqlite3, sys\n"
                        + "for row in sqlite3.connect(sys.argv[1], timeout=20).execute(sys.argv[2]): print(*row)",
                file.toString(),
                sql));
        assertThat(outcome.exit()).as(outcome::err).isZero();
        return outcome.out().lines().toList();
    }

    private static long commits(Path directory) throws IOException {
        // The file is there before its tables are.
        return Files.exists(directory.resolve("state/history/history.db-wal"))
                        && !sqlite(directory, "SELECT 1 FROM sqlite_master WHERE name = 'second'")
                                .isEmpty()
                ? Long.parseLong(
                        sqlite(directory, "SELECT count(*) FROM second").getFirst())
                : 0;
    }

    /// When there was a value, as the command tells it.
    private static List<Instant> seconds(Path directory) throws IOException {
        Outcome outcome = Polymeter.command(
                directory, "history", "grid", "--point", "active-power", "--resolution", "second", "--csv");
        assertThat(outcome.exit()).as(outcome::err).isZero();
        return outcome.out()
                .lines()
                .skip(1)
                .map(line -> OffsetDateTime.parse(line.substring(0, line.indexOf(',')))
                        .toInstant())
                .toList();
    }

    private static long longestGap(List<Instant> seconds) {
        long longest = 0;
        for (int i = 1; i < seconds.size(); i++) {
            longest = Math.max(
                    longest,
                    Duration.between(seconds.get(i - 1), seconds.get(i)).toSeconds());
        }
        return longest;
    }

    @Test
    void aPowerCutCostsNoMoreThanTheLastCommit(@TempDir Path directory) throws Exception {
        int port = Ports.free();
        String house = house(port, Ports.free(), "history: {}");
        Files.createDirectories(directory.resolve("state/history"));
        // What a broken disk left of an earlier one.
        Files.writeString(
                directory.resolve("state/history/history.db"), "SQLite format 3\0 and nothing else".repeat(90));
        Instant cut;
        try (Polymeter polymeter = Polymeter.run(directory, house, OFTEN).listening(port)) {
            polymeter.says("is damaged");
            await().atMost(PATIENCE).until(() -> commits(directory) >= 3);
            cut = Instant.now();
            polymeter.kill();
        }
        assertThat(sqlite(directory, "PRAGMA integrity_check")).containsExactly("ok");
        List<Instant> kept = seconds(directory);
        // The batch that was being filled, and the one that was on its way.
        assertThat(kept.getLast()).isAfter(cut.minusSeconds(2L * EVERY + 3));
        assertThat(longestGap(kept)).isLessThanOrEqualTo(2);
        try (Polymeter polymeter = Polymeter.run(directory, house, OFTEN).listening(port)) {
            long before = commits(directory);
            await().atMost(PATIENCE).until(() -> commits(directory) > before);
            assertThat(polymeter.log()).doesNotContain("damaged");
        }
        assertThat(seconds(directory)).startsWith(kept.toArray(Instant[]::new)).hasSizeGreaterThan(kept.size());
        assertThat(sqlite(directory, "PRAGMA integrity_check")).containsExactly("ok");
    }

    @Test
    void aFullDiskIsToldOnceDisturbsNobodyAndCostsNothing(@TempDir Path directory) throws Exception {
        int port = Ports.free();
        try (Polymeter polymeter = Polymeter.run(directory, house(port, Ports.free(), "history: {}"), OFTEN)
                        .listening(port);
                RawTcp reader = new RawTcp(port)) {
            await().atMost(PATIENCE).until(() -> commits(directory) >= 1);
            // No file may grow from now on: the log has its own bounds, and is small.
            limit(polymeter, Long.toString(Files.size(directory.resolve("state/history/history.db-wal"))));
            polymeter.says("the history cannot be written");
            for (int i = 0; i < 20; i++) {
                long asked = System.nanoTime();
                assertThat(reader.ask(ASK)).startsWith("00 01 00 00 00 07 01 03 04");
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
            }
            Instant waited = Instant.now().plusSeconds(3L * EVERY);
            await().atMost(PATIENCE).until(() -> Instant.now().isAfter(waited));
            limit(polymeter, "unlimited");
            polymeter.says("the history is writable again");
            assertThat(polymeter.lines("the history cannot be written")).hasSize(1);
        }
        assertThat(longestGap(seconds(directory))).isLessThanOrEqualTo(2);
        assertThat(sqlite(directory, "PRAGMA integrity_check")).containsExactly("ok");
    }

    private static void limit(Polymeter polymeter, String size) throws IOException {
        Outcome outcome = Outcome.of(
                List.of("prlimit", "--pid", String.valueOf(polymeter.pid()), "--fsize=" + size + ":unlimited"));
        assertThat(outcome.exit()).as(outcome::err).isZero();
    }

    private static HttpResponse<String> get(int port, String path, String accept) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Accept", accept)
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void theApiTellsWhatIsInMemoryToo(@TempDir Path directory) throws Exception {
        int port = Ports.free();
        int http = Ports.free();
        try (Polymeter polymeter =
                Polymeter.run(directory, house(port, http, "")).listening(port).listening(http)) {
            assertThat(get(http, "/api/history", "*/*").statusCode()).isEqualTo(404);
            // Begun by a reload; its first commit is a minute away.
            polymeter.reload(house(port, http, "history: {}"));
            polymeter.says("keeps the history");
            String values = "/api/history/grid/points/active-power";
            await().atMost(PATIENCE)
                    .until(() -> get(http, values + "?resolution=second&format=csv", "*/*")
                                    .body()
                                    .lines()
                                    .count()
                            > 3);
            HttpResponse<String> csv = get(http, values + "?resolution=minute", "text/csv");
            assertThat(csv.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
            assertThat(csv.body()).startsWith("time,min,mean,max,covered\r\n");
            JsonValue json =
                    JsonValue.parse(get(http, values, "application/json").body());
            assertThat(json.text("unit")).isEqualTo("W");
            assertThat(json.get("values"))
                    .isInstanceOfSatisfying(
                            JsonValue.ArrayValue.class,
                            list -> assertThat(list.of()).isNotEmpty());
            JsonValue energy = JsonValue.parse(
                    get(http, "/api/history/grid/energy?per=year", "*/*").body());
            assertThat(energy.text("period")).isEqualTo("year");
            assertThat(get(http, "/api/history", "*/*").body()).contains("\"Europe/Berlin\"", "active-power.L1");
            for (String wrong : List.of(
                    values + "?from=tomorrow",
                    values + "?resolution=hour",
                    values + "?from=1971-01-01&resolution=second",
                    values + "?from=2026-02-01&to=2026-01-01",
                    values + "?format=xml",
                    "/api/history/grid/energy?per=week")) {
                assertThat(get(http, wrong, "*/*").statusCode()).as(wrong).isEqualTo(400);
            }
            assertThat(get(http, "/api/history/grid/points/power", "*/*").statusCode())
                    .isEqualTo(404);
            assertThat(directory.resolve("state/history")).doesNotExist();
        }
    }
}
