package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.json.JsonValue;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of link, configured wrongly in each way it can be: verdict, log, metrics and `status` of the real
/// program all say that this link achieves nothing, and say why in the same words.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongLinksTest {

    private static final String JAVA_TEXT =
            "(?s).*(java[.]|javax[.]|sun[.]|Exception|internal error|null\\b|com[.]hivemq|Connection refused).*";

    @SuppressWarnings("NullAway.Init") // set before all
    private Path directory;

    private final List<AutoCloseable> peers = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int page;
    private int web;
    private int closed;
    private int mute;
    private int rude;
    private int refuses;

    @SuppressWarnings("NullAway.Init") // set before all
    private Process daemon;

    /// A link that is configured wrongly.
    ///
    /// @param subject the meter or output the verdict names, or its link
    /// @param link its name in the metrics
    /// @param words what every place says of it
    record Wrong(String subject, String link, String words) {

        @Override
        public String toString() {
            return subject;
        }
    }

    static Stream<Wrong> wrong() {
        String refused = "refuses the connection";
        String dropped = "connection refused";
        return Stream.of(
                new Wrong("modbus-closed", "modbus-closed.poll", dropped),
                new Wrong("modbus-rude", "modbus-rude.poll", ""),
                new Wrong("modbus-refused", "modbus-refused.poll", "exception 1"),
                new Wrong("http-closed", "http-closed.poll", refused),
                new Wrong("http-path", "http-path.poll", "path `a.b` missing in the document; it has: a.c"),
                new Wrong("http-absent", "http-absent.poll", "HTTP 404"),
                new Wrong("http-denied", "http-denied.poll", "refused"),
                new Wrong("http-broken", "http-broken.poll", "it ends before it is complete"),
                new Wrong("http-rude", "http-rude.poll", "does not speak HTTP"),
                new Wrong("http-unit", "http-unit.poll", ""),
                new Wrong("mqtt-closed", "mqtt-closed.mqtt", refused),
                new Wrong("mqtt-rude", "mqtt-rude.mqtt", ""),
                new Wrong("openhab-closed", "openhab-closed.poll", refused),
                new Wrong("openhab-absent", "openhab-absent.poll", ""),
                new Wrong("homeassistant-closed", "homeassistant-closed.poll", refused),
                new Wrong("homeassistant-denied", "homeassistant-denied.poll", ""),
                new Wrong("sml-closed", "sml-closed.sml", dropped),
                new Wrong("sml-absent", "sml-absent.sml", "there is no"),
                new Wrong("p1-closed", "p1-closed.p1", dropped),
                new Wrong("d0-closed", "d0-closed.d0", dropped),
                new Wrong("han-closed", "han-closed.han", dropped),
                new Wrong("influx-closed", "outputs.influx-closed", refused),
                new Wrong("influx-absent", "outputs.influx-absent", "has no /write"),
                new Wrong("influx-database", "outputs.influx-database", "there is no such database"),
                new Wrong("influx-denied", "outputs.influx-denied", "refused"),
                new Wrong("publish-closed", "outputs.publish-closed", refused),
                new Wrong("push-closed", "push-closed.push1", dropped),
                new Wrong("victron-closed", "victron-closed.victron", "cannot be reached"),
                new Wrong("sparkplug-closed", "outputs.sparkplug-closed", refused),
                new Wrong("serve-taken", "tcp://127.0.0.1:%d", "in use"),
                new Wrong("rtu-absent", "rtu:///dev/missing", "there is no"));
    }

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", WrongLinksTest::answer);
        server.start();
        peers.add(() -> server.stop(0));
        web = server.getAddress().getPort();
        closed = port();
        page = port();
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        peers.add(silent);
        mute = silent.getLocalPort();
        ServerSocket shouting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        peers.add(shouting);
        rude = shouting.getLocalPort();
        Thread.ofVirtual().start(() -> shout(shouting));
        TcpServer refusing = TcpServer.open();
        peers.add(refusing);
        refuses = refusing.listen(TcpListener.plain(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        (_, request, _) ->
                                new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION)))
                .localAddress()
                .getPort();
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, configuration());
        daemon = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.polymeter.app.Main",
                        "run",
                        "--config",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static int port() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void shout(ServerSocket socket) {
        try {
            while (true) {
                try (var one = socket.accept()) {
                    one.getOutputStream().write("220 mail ready\r\n".getBytes(StandardCharsets.UTF_8));
                    one.getOutputStream().flush();
                    one.getInputStream().read(new byte[1024]);
                }
            }
        } catch (IOException _) {
            // The test ends.
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().toString();
        int status = 404;
        String text = "404 page not found";
        if (path.startsWith("/document")) {
            status = 200;
            text = "{\"a\":{\"c\":1}}";
        } else if (path.startsWith("/denied")) {
            status = 401;
        } else if (path.startsWith("/broken")) {
            status = 200;
            text = "{\"a\":{";
        } else if (path.startsWith("/unit")) {
            status = 200;
            text = "{\"a\":\"12 apples\"}";
        } else if (path.startsWith("/influx/write")) {
            text = "{\"error\":\"database not found: \\\"x\\\"\"}";
        }
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String configuration() {
        return """
            meters:
              grid: { profile: kostal-ksem, simulate: { scenario: summer-day, speed: 60 } }
              modbus-closed: { profile: kostal-ksem, modbus: { poll: "tcp://127.0.0.1:CLOSED" } }
              modbus-rude: { profile: kostal-ksem, modbus: { poll: "tcp://127.0.0.1:RUDE" } }
              modbus-refused: { profile: eastron-sdm630, modbus: { poll: "tcp://127.0.0.1:REFUSING" } }
              http-closed: { http: { url: "http://127.0.0.1:CLOSED/", every: 1s, points: { active-power: a } } }
              http-path: { http: { url: "http://127.0.0.1:WEB/document", every: 1s, points: { active-power: a.b } } }
              http-absent: { http: { url: "http://127.0.0.1:WEB/absent", every: 1s, points: { active-power: a } } }
              http-denied: { http: { url: "http://127.0.0.1:WEB/denied", every: 1s, points: { active-power: a } } }
              http-broken: { http: { url: "http://127.0.0.1:WEB/broken", every: 1s, points: { active-power: a } } }
              http-rude: { http: { url: "http://127.0.0.1:RUDE/", every: 1s, points: { active-power: a } } }
              http-unit: { http: { url: "http://127.0.0.1:WEB/unit", every: 1s, points: { active-power: a } } }
              mqtt-closed: { mqtt: { broker: "mqtt://127.0.0.1:CLOSED", points: { active-power: t } } }
              mqtt-rude: { mqtt: { broker: "mqtt://127.0.0.1:RUDE", points: { active-power: t } } }
              openhab-closed: { openhab: { url: "http://127.0.0.1:CLOSED", items: { active-power: I } } }
              openhab-absent: { openhab: { url: "http://127.0.0.1:WEB", items: { active-power: I } } }
              homeassistant-closed:
                homeassistant: { url: "http://127.0.0.1:CLOSED", token: t, entities: { active-power: sensor.p } }
              homeassistant-denied:
                homeassistant: { url: "http://127.0.0.1:WEB", token: t, entities: { active-power: sensor.p } }
              sml-closed: { sml: { from: "tcp://127.0.0.2:CLOSED" } }
              sml-absent: { sml: { from: "serial:///dev/absent" } }
              p1-closed: { p1: { from: "tcp://127.0.0.3:CLOSED" } }
              d0-closed: { d0: { from: "tcp://127.0.0.4:CLOSED" } }
              han-closed: { han: { from: "tcp://127.0.0.5:CLOSED" } }
            outputs:
              influx-closed: { meter: grid, influx: { url: "http://127.0.0.1:CLOSED", database: x, every: 1s } }
              influx-absent: { meter: grid, influx: { url: "http://127.0.0.1:WEB", database: x, every: 1s } }
              influx-database: { meter: grid, influx: { url: "http://127.0.0.1:WEB/influx", database: x, every: 1s } }
              influx-denied: { meter: grid, influx: { url: "http://127.0.0.1:WEB/denied", database: x, every: 1s } }
              publish-closed: { meter: grid, mqtt: { broker: "mqtt://127.0.0.1:CLOSED" } }
              push-closed: { meter: grid, modbus: { push: "tcp://127.0.0.9:CLOSED" } }
              victron-closed: { meter: grid, victron: { service: grid, bus: "unix:path=/absent/bus" } }
              sparkplug-closed:
                meter: grid
                sparkplug: { broker: "mqtt://127.0.0.1:CLOSED", group: g, node: n }
              serve-taken: { meter: grid, modbus: { serve: "tcp://127.0.0.1:MUTE", unit: 1 } }
              rtu-absent: { meter: grid, modbus: { serve: "rtu:///dev/missing", unit: 1 } }
            http: { listen: "127.0.0.1:PAGE" }
            """.replace("CLOSED", String.valueOf(closed))
                .replace("REFUSING", String.valueOf(refuses))
                .replace("RUDE", String.valueOf(rude))
                .replace("WEB", String.valueOf(web))
                .replace("MUTE", String.valueOf(mute))
                .replace("PAGE", String.valueOf(page));
    }

    @AfterAll
    void stop() throws Exception {
        daemon.destroy();
        assertThat(daemon.waitFor(Duration.ofSeconds(5))).isTrue();
        for (AutoCloseable peer : peers) {
            peer.close();
        }
        client.close();
    }

    private String get(String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + page + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException _) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> sentences() throws IOException {
        String status = get("/api/status");
        JsonValue parsed = JsonValue.parse(status.isEmpty() ? "{}" : status);
        List<String> sentences = new ArrayList<>();
        if (parsed.get("sentences") instanceof JsonValue.ArrayValue(var each)) {
            each.forEach(one -> sentences.add(((JsonValue.StringValue) one).text()));
        }
        return sentences;
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void allSayTheSame(Wrong wrong) throws Exception {
        String link = wrong.link().formatted(mute);
        assertThat(daemon.isAlive())
                .as(Files.readString(directory.resolve("log")))
                .isTrue();
        try {
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> sentences().stream()
                            .anyMatch(sentence -> (sentence.contains(wrong.subject()) || sentence.contains(link))
                                    && sentence.contains(wrong.words())));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(wrong + ":\n" + String.join("\n", sentences()), e);
        }
        JsonValue status = JsonValue.parse(get("/api/status"));
        assertThat(status.text("verdict")).isEqualTo("failed");
        String said = sentences().stream()
                .filter(sentence -> sentence.contains(wrong.subject()) || sentence.contains(link))
                .reduce("", (a, b) -> a + "\n" + b);
        assertThat(said).doesNotMatch(JAVA_TEXT);
        JsonValue meters = Objects.requireNonNull(status.get("meters"));
        JsonValue outputs = Objects.requireNonNull(status.get("outputs"));
        JsonValue own =
                meters.get(wrong.subject()) == null ? outputs.get(wrong.subject()) : meters.get(wrong.subject());
        assertThat(Objects.requireNonNull(own).text("state")).isIn("absent", "waiting", "down");
        assertThat(get("/metrics")).contains("polymeter_link_up{link=\"" + link + "\"} 0.0");
        String log = Files.readString(directory.resolve("log"));
        List<String> lines =
                log.lines().filter(line -> line.contains(" " + link + ": ")).toList();
        assertThat(lines).as(log).isNotEmpty().anyMatch(line -> line.contains(wrong.words()));
        assertThat(lines).noneMatch(line -> line.matches(JAVA_TEXT));
    }
}
