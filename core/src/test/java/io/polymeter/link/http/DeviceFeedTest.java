package io.polymeter.link.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.link.platform.DocumentGolden;
import io.polymeter.link.platform.Site;
import io.polymeter.point.Point;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every device that answers with documents, read over HTTP.
/// By a [DeviceFeed], with the variables of its `ProfileDocuments`.
class DeviceFeedTest {

    static List<DocumentGolden> devices() throws IOException {
        return DocumentGolden.all().stream()
                .filter(golden -> !golden.fetched().isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void itsDocumentsAreItsPoints(DocumentGolden golden) throws IOException {
        Profile profile = Catalog.builtIn().find(golden.id()).orElseThrow();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, golden, profile.documents()));
        server.start();
        try (Site site = new Site(HttpProtocol.create(), """
                meters:
                  device:
                    profile: %s
                    http: { host: "http://127.0.0.1:%d"%s }
                """.formatted(
                        golden.id(), server.getAddress().getPort(), settings(profile.documents())))) {
            List<Point> expected = expected(golden, profile);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(golden.wrong(site.readings("device"), expected))
                            .isEmpty());
            assertThat(site.troubles("device.poll")).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    /// What it has over HTTP, and what that makes.
    private static List<Point> expected(DocumentGolden golden, Profile profile) {
        List<Point> points = new ArrayList<>(profile.documents().fetched().stream()
                .flatMap(document -> document.values().stream())
                .map(Documents.Value::point)
                .toList());
        profile.sums().forEach(sum -> points.add(sum.point()));
        assertThat(golden.points().keySet()).containsAll(points);
        assertThat(points).isNotEmpty();
        return points;
    }

    private static String settings(Documents documents) {
        StringBuilder text = new StringBuilder();
        switch (documents.http().login()) {
            case NONE, OPTIONAL -> {}
            case PASSWORD -> text.append(", username: u, password: p");
            case TOKEN -> text.append(", token: secret");
        }
        Map<String, String> variables = new TreeMap<>();
        documents.fetched().forEach(document -> {
            if (document.get() != null) {
                Documents.variables(document.get().path()).forEach(name -> variables.put(name, "v1"));
            }
        });
        return variables.isEmpty()
                ? text.toString()
                : text + ", variables: " + variables.toString().replace("=", ": ");
    }

    private static void answer(HttpExchange exchange, DocumentGolden golden, Documents documents) throws IOException {
        String asked = String.valueOf(exchange.getRequestURI());
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] body = new byte[0];
        for (Documents.Document document : documents.fetched()) {
            Documents.Request request = document.get();
            if (request != null && request.path().replaceAll("\\{[a-z]+}", "v1").equals(asked)) {
                boolean right = request.body() == null
                        ? exchange.getRequestMethod().equals("GET")
                        : exchange.getRequestMethod().equals("POST") && sent.equals(request.body());
                boolean known = documents.http().login() != Documents.Login.TOKEN
                        || "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
                if (right && known) {
                    body = String.valueOf(golden.fetched().get(request.path())).getBytes(StandardCharsets.UTF_8);
                }
            }
        }
        exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void mistakesAreNamed() {
        assertThat(problems("profile: shelly-pro-3em", "{}")).contains("meters.m.http: needs the key 'host'");
        assertThat(problems("profile: shelly-pro-3em", "{ host: 'a b' }")).contains("is not HOST or HOST:PORT");
        assertThat(problems("profile: shelly-pro-3em", "{ host: 'http://h/x' }"))
                .contains("the profile knows the paths");
        assertThat(problems("profile: shelly-pro-3em", "{ host: h, points: { voltage: u } }"))
                .contains("cannot be combined with 'profile'");
        assertThat(problems("profile: kostal-ksem", "{ host: h }"))
                .contains("meters.m.profile: kostal-ksem is read over modbus, not http");
        assertThat(problems("profile: enphase-envoy", "{ host: h }")).contains("needs 'token'");
        assertThat(problems("profile: inexogy", "{ host: h, username: u, password: p }"))
                .contains("needs 'variables.meter': Id of the meter, e.g. c1972a");
        assertThat(problems("profile: shelly-em1", "{ host: h, variables: { chanel: \"1\" } }"))
                .contains("meters.m.http.variables.chanel: shelly-em1 has no 'chanel' here; there is channel");
        assertThat(problems("phase: L1", "{ host: h }"))
                .contains("meters.m.http.host: requires the meter's 'profile'")
                .contains("needs the key 'points'");
        assertThat(problems("profile: victron-mqtt-grid", "{ host: h }"))
                .contains("victron-mqtt-grid is read over mqtt, not http");
    }

    private static String problems(String key, String http) {
        return String.join("\n", Site.problems(HttpProtocol.create(), """
                meters:
                  m:
                    %s
                    http: %s
                """.formatted(key, http)));
    }

    @Test
    void aDeviceThatIsAnotherIsSaidToBeOne() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try (Site site = new Site(
                HttpProtocol.create(), """
                meters:
                  device:
                    profile: everhome-ecotracker
                    http: { host: "127.0.0.1:%d" }
                """.formatted(server.getAddress().getPort()))) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(site.reason("device.poll")).contains("is it this device?"));
        } finally {
            server.stop(0);
        }
    }
}
