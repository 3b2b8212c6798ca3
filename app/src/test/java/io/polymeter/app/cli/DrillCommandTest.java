package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Drills of a daemon that runs as a process of its own, asked for by another process and over its page.
class DrillCommandTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path file;
    private int modbus;
    private int page;
    private Process daemon;

    @BeforeEach
    void start() throws Exception {
        modbus = port();
        page = port();
        file = directory.resolve("polymeter.yaml");
        Files.writeString(file, """
                meters:
                  grid: { profile: kostal-ksem, simulate: {}, fresh-for: 1s }
                outputs:
                  inverter:
                    meter: grid
                    profile: fronius-smart-meter
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
                http: { listen: "127.0.0.1:%d", password: moonlight }
                state: %s
                """.formatted(modbus, page, directory));
        daemon =
                program("run").redirectOutput(directory.resolve("log").toFile()).start();
        await().atMost(SOON).until(() -> listens(modbus) && listens(page));
    }

    @AfterEach
    void stop() throws Exception {
        daemon.destroy();
        assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static int port() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
            return free.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(HERE, port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private ProcessBuilder program(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.polymeter.app.Main"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", file.toString()));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("errors").toFile());
    }

    @Test
    void endpointsAreGoneForATimeAndTheReportCanBePrinted() throws Exception {
        Path html = directory.resolve("drill.html");
        Process asks = program(
                        "drill",
                        "inverter",
                        "--cut",
                        "gone",
                        "--for",
                        "2s",
                        "--yes",
                        "--json",
                        "--html",
                        html.toString())
                .start();
        await().atMost(SOON).until(() -> !listens(modbus));
        await().atMost(SOON).until(() -> listens(modbus));
        // Whoever asks again ends it: a value is served.
        read();
        JsonValue report = JsonValue.parse(asks.getInputStream().readAllBytes());
        assertThat(asks.waitFor()).isZero();
        assertThat(report.text("cut")).isEqualTo("gone");
        assertThat(report.text("told")).isEqualTo("nothing: no endpoint was open");
        assertThat(Files.readString(html)).contains("Drill of inverter: gone").contains(report.text("sha256"));
    }

    private void read() throws IOException {
        try (Socket socket = new Socket(HERE, modbus)) {
            socket.getOutputStream()
                    .write(new byte[] {0, 1, 0, 0, 0, 6, (byte) 240, 3, (byte) (40_097 >> 8), (byte) 40_097, 0, 2});
            assertThat(socket.getInputStream().readNBytes(13)[7]).isEqualTo((byte) 3);
        }
    }

    @Test
    void thePageNeedsThePasswordAndTheNameOnceMore() throws Exception {
        String begin = "{\"consent\":\"inverter\",\"cut\":\"frozen\",\"for\":\"1s\"}";
        assertThat(post("/api/drill/inverter", begin, "").statusCode()).isEqualTo(401);
        String token = Objects.requireNonNull(JsonValue.parse(
                        post("/api/session", "{\"password\":\"moonlight\"}", "").body())
                .text("token"));
        HttpResponse<String> other = post("/api/drill/inverter", "{\"consent\":\"grid\"}", token);
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("consent");
        assertThat(post("/api/drill/inverter", begin, token).statusCode()).isEqualTo(202);
        HttpResponse<String> second = post("/api/drill/inverter", begin, token);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("another drill runs");
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> {
            read();
            return get("/api/drill/inverter").get("report") instanceof JsonValue.ObjectValue;
        });
        JsonValue report = get("/api/drill/inverter").get("report");
        assertThat(report).isNotNull();
        assertThat(report.text("told")).isEqualTo("the last values, as fresh");
    }

    @Test
    void aTwinIsCutWithoutADaemonAndWithoutConsent() throws Exception {
        for (String cut : List.of("silence", "reset", "frozen", "garbage", "gone")) {
            Process asks = program("drill", "inverter", "--cut", cut, "--for", "20s", "--twin", "--json")
                    .start();
            byte[] printed = asks.getInputStream().readAllBytes();
            assertThat(asks.waitFor())
                    .as(new String(printed, java.nio.charset.StandardCharsets.UTF_8))
                    .isZero();
            JsonValue report = JsonValue.parse(printed);
            assertThat(report.text("cut")).isEqualTo(cut);
            assertThat(report.text("how")).contains("simulation");
            String expected = cut.equals("frozen")
                    ? "the last values, as fresh"
                    : cut.equals("gone") ? "nothing: no endpoint was open" : "exception: stale";
            assertThat(report.text("told")).as(cut).isEqualTo(expected);
        }
    }

    private HttpResponse<String> post(String path, String body, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private JsonValue get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page + path))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return JsonValue.parse(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }
}
