package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page and the API as a client sees them.
@Timeout(60)
class WebTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void thePageIsCompressedNamedAndNotSentTwice() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            HttpResponse<String> page = daemon.get("/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).startsWith("<!doctype html>");
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            String tag = page.headers().firstValue("etag").orElseThrow();
            assertThat(daemon.get("/", "If-None-Match", tag).statusCode()).isEqualTo(304);
            assertThat(daemon.get("/index.html", "If-None-Match", "\"other\"").statusCode())
                    .isEqualTo(200);
            assertThat(daemon.send("HEAD", "/", "").statusCode()).isEqualTo(200);
            assertThat(unpacked(daemon)).isEqualTo(page.body());
        }
    }

    private static String unpacked(Daemon daemon) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(daemon.uri("/"))
                    .header("Accept-Encoding", "br, gzip")
                    .build();
            HttpResponse<byte[]> reply = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(reply.headers().firstValue("content-encoding")).contains("gzip");
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(reply.body()))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    @Test
    void everyAnswerKeepsForeignPagesOut() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            for (String path : List.of("/", "/api/overview", "/nothing", "/metrics", "/health")) {
                var headers = daemon.get(path).headers();
                assertThat(headers.firstValue("content-security-policy").orElse(""))
                        .as(path)
                        .startsWith("default-src 'self'")
                        .contains("frame-ancestors 'none'");
                assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
                assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
                assertThat(headers.firstValue("access-control-allow-origin")).isEmpty();
            }
        }
    }

    @Test
    void aFrameIsAllowedToWhomTheConfigurationNames() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, ", frames: [\"http://ha.local:8123\"]")) {
            var headers = daemon.get("/").headers();
            assertThat(headers.firstValue("content-security-policy").orElse(""))
                    .contains("frame-ancestors http://ha.local:8123");
            assertThat(headers.firstValue("x-frame-options")).isEmpty();
        }
    }

    @Test
    void behindAProxyThePageMayBeFramedByWhatTheProxyServes() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, ", names: [any]")) {
            var headers = daemon.get("/").headers();
            assertThat(headers.firstValue("content-security-policy").orElse("")).contains("frame-ancestors 'self'");
            assertThat(headers.firstValue("x-frame-options")).contains("SAMEORIGIN");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../api/openapi.json",
                "/..%2f..%2fetc/passwd",
                "/%2e%2e/api/openapi.json",
                "/%2e%2e%2fapi%2fopenapi.json",
                "/ui/../../profiles/index",
                "/./index.html",
                "//index.html",
                "/index.html/",
                "/index.html%00.png",
                "/.hidden",
                "/C:%5Cwindows",
                "/..\\..\\x",
                "/META-INF/MANIFEST.MF",
                "/io/polymeter/app/Main.class"
            })
    void noPathLeadsOutOfThePage(String path) throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            String reply = raw(daemon, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            assertThat(reply).matches(text -> text.startsWith("HTTP/1.1 404") || text.startsWith("HTTP/1.1 400"));
            assertThat(reply).doesNotContain("openapi\":", "root:", "Manifest-Version");
        }
    }

    @Test
    void abusiveRequestsAreRefusedAndTheNextOneIsAnswered() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, ", password: secret")) {
            String head = " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
            for (String request : List.of(
                    "GET /api/overview HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
                    "GET /api/overview HTTP/1.0\r\n\r\n",
                    "POST /api/session" + head
                            + "Content-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n",
                    "POST /api/session" + head + "Content-Type: application/json\r\nContent-Length: -1\r\n\r\n",
                    "POST /api/session" + head + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
                    "POST /api/session" + head
                            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\npassword=x",
                    "POST /api/session" + head + "Content-Type: application/json\r\nContent-Length: 1\r\n\r\n[",
                    "POST /api/session" + head + "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
                            + " ".repeat(5000),
                    "BREW /api/overview" + head + "\r\n",
                    "GET /api/overview?x=%zz" + head + "\r\n",
                    "GET /" + "a".repeat(3000) + head + "\r\n",
                    "GET /" + head + "X: " + "a".repeat(60_000) + "\r\n\r\n",
                    "GET /" + head + many() + "\r\n",
                    "DELETE /api/overview" + head + "\r\n",
                    "GET /api/nothing" + head + "\r\n",
                    "\r\n\r\n\r\n",
                    "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n")) {
                String reply = raw(daemon, request);
                assertThat(reply).as(request.lines().findFirst().orElse("")).matches("(?s)|HTTP/1.1 4[0-9][0-9] .*");
            }
            assertThat(daemon.get("/api/overview").statusCode()).isEqualTo(200);
        }
    }

    private static String many() {
        StringBuilder headers = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            headers.append("X-").append(i).append(": 1\r\n");
        }
        return headers.toString();
    }

    private static String raw(Daemon daemon, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (java.net.SocketException _) {
                // It has closed the connection without listening any further.
                return "";
            }
        }
    }

    @Test
    void methodsThatArePossibleAreNamed() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            HttpResponse<String> wrong = daemon.send("DELETE", "/api/overview", "");
            assertThat(wrong.statusCode()).isEqualTo(405);
            assertThat(wrong.headers().firstValue("allow")).contains("GET, HEAD, OPTIONS");
            HttpResponse<String> asked = daemon.send("OPTIONS", "/api/configuration", "");
            assertThat(asked.statusCode()).isEqualTo(204);
            assertThat(asked.headers().firstValue("allow")).contains("GET, HEAD, PUT, OPTIONS");
            HttpResponse<String> head = daemon.send("HEAD", "/api/overview", "");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValueAsLong("content-length").orElse(0))
                    .isGreaterThan(1000);
        }
    }

    @Test
    void aConfigurationIsTriedAppliedAndRolledBack() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            Files.setPosixFilePermissions(daemon.file, PosixFilePermissions.fromString("rw-r-----"));
            String before = Files.readString(daemon.file);
            String after = before.replace("inverter:", "second:");
            HttpResponse<String> trial = daemon.send("POST", "/api/configuration/try", body(after));
            assertThat(trial.body())
                    .contains("{\"kind\":\"output\",\"name\":\"inverter\",\"does\":\"ends\"}")
                    .contains("{\"kind\":\"output\",\"name\":\"second\",\"does\":\"begins\"}")
                    .contains("{\"kind\":\"meter\",\"name\":\"grid\",\"does\":\"keeps\"}");
            assertThat(Files.readString(daemon.file)).isEqualTo(before);

            assertThat(daemon.send("PUT", "/api/configuration", body(after)).statusCode())
                    .isEqualTo(200);
            assertThat(Files.readString(daemon.file)).isEqualTo(after);
            assertThat(Files.getPosixFilePermissions(daemon.file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
            assertThat(daemon.get("/api/outputs/second").statusCode()).isEqualTo(200);
            assertThat(daemon.get("/api/outputs/inverter").statusCode()).isEqualTo(404);

            assertThat(daemon.send("POST", "/api/configuration/rollback", "").statusCode())
                    .isEqualTo(200);
            assertThat(Files.readString(daemon.file)).isEqualTo(before);
            assertThat(daemon.get("/api/outputs/inverter").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aWrongConfigurationIsRefusedWithItsPlacesAndChangesNothing() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            String before = Files.readString(daemon.file);
            HttpResponse<String> reply = daemon.send(
                    "PUT", "/api/configuration", body(before.replace("profile: kostal-ksem", "profile: kostal-ksme")));
            assertThat(reply.statusCode()).isEqualTo(422);
            assertThat(reply.body()).contains("\"line\":2,\"column\":20,\"path\":\"meters.grid.profile\"");
            assertThat(Files.readString(daemon.file)).isEqualTo(before);
            assertThat(daemon.get("/api/meters/grid").statusCode()).isEqualTo(200);
            assertThat(daemon.get("/api/configuration").body()).contains("\"can_roll_back\":false");
            assertThat(daemon.send("POST", "/api/configuration/rollback", "").statusCode())
                    .isEqualTo(409);
        }
    }

    @Test
    void twoPeopleDoNotOverwriteEachOther() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            JsonValue shown = daemon.json("/api/configuration");
            String text = String.valueOf(shown.text("text"));
            String edited = new String(
                    JsonText.bytes(new JsonObject()
                            .put("text", text + "# mine\n")
                            .put("revision", shown.text("revision"))
                            .build()),
                    StandardCharsets.UTF_8);
            assertThat(daemon.send("PUT", "/api/configuration", edited).statusCode())
                    .isEqualTo(200);
            assertThat(daemon.send("PUT", "/api/configuration", edited).statusCode())
                    .isEqualTo(409);
        }
    }

    @Test
    void thePageGoesWhereTheChangedFileSaysAndEndsWithIt() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            String before = Files.readString(daemon.file);
            Files.writeString(daemon.file, before.replace("\"127.0.0.1:0\"", "\"127.0.0.1:0\", password: new"));
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> daemon.get("/api/session").body(), body -> body.contains("\"password_needed\":true"));
            Files.writeString(daemon.file, before.replace("\"127.0.0.1:0\"", "\"127.0.0.1:0\", enabled: false"));
            await().atMost(SOON).until(() -> daemon.web().address().isEmpty());
            assertThat(daemon.polymeter.snapshot().links())
                    .noneMatch(link -> link.name().equals("http"));
        }
    }

    @Test
    void aFileWithErrorsIsToldOnceAndChangesNothing() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            String before = Files.readString(daemon.file);
            Files.writeString(daemon.file, before.substring(0, 60));
            await().atMost(SOON)
                    .until(
                            () -> daemon.get("/api/overview").body(),
                            body -> body.contains("The changed configuration is not in use: the configuration has"));
            assertThat(daemon.get("/api/outputs/inverter").statusCode()).isEqualTo(200);
            Files.writeString(daemon.file, before);
            await().atMost(SOON)
                    .until(() -> daemon.get("/api/overview").body(), body -> body.contains("\"well\":true"));
        }
    }

    @Test
    void aRegisterIsExplained() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            assertThat(daemon.get("/api/outputs/inverter/registers/40098").body())
                    .contains(
                            "\"asked\":40098",
                            "\"address\":40097",
                            "\"point\":\"active-power\"",
                            "\"encoding\":\"f32\"")
                    .contains("\"formula\":\"active-power: raw W, raw is f32 in registers 40097 to 40098\"")
                    .containsPattern("\"served\":\\{\"words\":\\[\"[0-9a-f]{4}\",\"[0-9a-f]{4}\"]");
            assertThat(daemon.get("/api/outputs/inverter/registers/1706").statusCode())
                    .isEqualTo(404);
            assertThat(daemon.get("/api/outputs/inverter/registers/70000").statusCode())
                    .isEqualTo(400);
            assertThat(daemon.get("/api/outputs/inverter/registers?from=40000&count=2")
                            .body())
                    .contains("\"words\":[\"5375\",\"6e53\"]");
        }
    }

    private static String body(String text) {
        return new String(JsonText.bytes(new JsonObject().put("text", text).build()), StandardCharsets.UTF_8);
    }
}
