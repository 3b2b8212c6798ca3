package io.polymeter.lab.interop.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.InfluxServer;
import io.polymeter.lab.peer.LineProtocol;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Meters that are written as line protocol: to a server that reads it strictly, and to InfluxDB itself.
@Timeout(90)
class InfluxIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private static String configuration(int served, String influx) {
        return """
                meters:
                  grid: { simulate: summer-day }
                  pv.1: { simulate: summer-day }
                outputs:
                  gen24:
                    meter: grid
                    profile: fronius-smart-meter
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
                  history:
                    meters: all
                    influx: { every: 200ms, %s }
                """.formatted(served, influx);
    }

    @Test
    void everyLineIsReadableAndEveryValueIsWrittenOnce() throws Exception {
        int port = Ports.free();
        try (InfluxServer server = new InfluxServer()) {
            String influx =
                    "url: \"http://127.0.0.1:" + server.port() + "\", org: my home, bucket: energy, token: secret,"
                            + " measurement: \"a, b=c\", tags: { \"th e\": \"x, y=z \\\\\" }";
            try (Polymeter polymeter =
                    Polymeter.run(directory, configuration(port, influx)).listening(port)) {
                await().atMost(SOON).until(() -> server.lines().size() > 40);
                assertThat(server.complaints()).isEmpty();
                assertThat(server.target()).isEqualTo("POST /api/v2/write?bucket=energy&org=my%20home&precision=ms");
                assertThat(server.authorization()).isEqualTo("Token secret");
                Set<String> told = new HashSet<>();
                for (LineProtocol line : server.lines()) {
                    assertThat(line.measurement()).isEqualTo("a, b=c");
                    assertThat(line.tags()).containsOnlyKeys("meter", "th e");
                    assertThat(line.tags().get("meter")).isIn("grid", "pv.1");
                    assertThat(line.tags().get("th e")).startsWith("x, y=z");
                    assertThat(line.fields()).containsKey("active_power_L1");
                    assertThat(line.time()).isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
                    assertThat(line.fields()).doesNotContainKey("active_power_L1_derived");
                    assertThat(told.add(line.tags().get("meter") + line.time()))
                            .as("written twice: %s", line)
                            .isTrue();
                }
                polymeter.says("outputs.history: writes to http://127.0.0.1:" + server.port());
            }
        }
    }

    @Test
    void whatWasComputedHasAFieldThatSaysSo() throws Exception {
        try (InfluxServer server = new InfluxServer()) {
            String yaml = """
                    meters:
                      a: { simulate: summer-day }
                      b: { simulate: winter-day }
                      both: { sum: [a, b] }
                    outputs:
                      history: { meter: both, influx: { every: 200ms, url: "http://127.0.0.1:%d", database: d } }
                    """.formatted(server.port());
            try (Polymeter _ = Polymeter.run(directory, yaml)) {
                await().atMost(SOON).until(() -> server.lines().size() > 3);
                assertThat(server.complaints()).isEmpty();
                assertThat(server.lines().getLast().fields())
                        .containsKey("active_power")
                        .containsEntry("active_power_derived", 1.0);
            }
        }
    }

    @Test
    void whatTheServerCannotTakeNowComesLaterAndNobodyElseWaits() throws Exception {
        int port = Ports.free();
        try (InfluxServer server = new InfluxServer()) {
            server.status = 503;
            String influx = "url: \"http://127.0.0.1:" + server.port() + "/some/write\", database: home,"
                    + " username: u, password: p";
            try (Polymeter polymeter = Polymeter.run(directory, configuration(port, influx))
                            .listening(port);
                    FroniusReader reader = new FroniusReader(port, 240)) {
                polymeter.says("outputs.history: http://127.0.0.1:" + server.port() + ": HTTP status 503");
                long refused = System.currentTimeMillis();
                await().atMost(SOON).until(() -> server.requests.get() > 1);
                assertThat(server.requests.get()).as("with back-off").isLessThan(20);
                assertThat(reader.number(40097)).isNotNaN();
                server.status = 204;
                await().atMost(SOON).until(() -> !server.lines().isEmpty());
                assertThat(server.lines().getFirst().time()).isLessThan(refused);
                assertThat(server.target()).isEqualTo("POST /some/write?db=home&precision=ms");
                assertThat(server.authorization()).isEqualTo("Basic dTpw");

                server.status = 400;
                polymeter.says("write rejected: HTTP 400 {\"error\":\"as the test wants it\"}");
                long rejected = System.currentTimeMillis();
                server.status = 204;
                await().atMost(SOON).until(() -> server.lines().stream().anyMatch(line -> line.time() > rejected));

                // From now on it takes what comes and never answers: reading goes on, and so does stopping.
                server.status = 0;
                int before = server.requests.get();
                await().atMost(SOON).until(() -> server.requests.get() > before);
                assertThat(reader.number(40097)).isNotNaN();
                assertThat(server.complaints()).isEmpty();
            }
        }
    }

    @Test
    void influxdbTakesItAndCanBeAsked() throws Exception {
        int port = Ports.free();
        int database = Ports.free();
        Path settings = Files.writeString(directory.resolve("influx.conf"), """
                reporting-disabled = true
                bind-address = "127.0.0.1:%d"
                [meta]
                dir = "%s/meta"
                [data]
                dir = "%s/data"
                wal-dir = "%s/wal"
                [http]
                bind-address = "127.0.0.1:%d"
                """.formatted(
                        Ports.free(), directory, directory, directory, database));
        Process influxd = new ProcessBuilder("influxd", "-config", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("influx.log").toFile())
                .start();
        try {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> ask(database, "CREATE DATABASE home").contains("statement_id"));
            String influx = "url: \"http://127.0.0.1:" + database + "\", database: home, tags: { site: \"My, Home\" }";
            try (Polymeter _ =
                    Polymeter.run(directory, configuration(port, influx)).listening(port)) {
                await().atMost(SOON)
                        .until(() -> ask(
                                        database,
                                        "SELECT count(active_power) FROM polymeter WHERE meter='pv.1' AND site='My, Home'")
                                .contains("\"values\""));
                assertThat(ask(database, "SELECT last(\"voltage_L3\") FROM polymeter"))
                        .containsPattern("2[0-9]{2}\\.[0-9]+\\]");
            }
        } finally {
            influxd.destroyForcibly();
        }
    }

    private static String ask(int port, String query) throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/query?db=home&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
