package io.polymeter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Examples;
import io.polymeter.config.HttpSettings;
import io.polymeter.config.Settings;
import io.polymeter.http.listen.HttpListener;
import io.polymeter.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests as a browser sends them, byte by byte: what [RequestDispatcher] makes of them, the [StaticFiles] and the
/// [SessionRoutes].
@Timeout(20)
@SuppressWarnings("NullAway.Init") // set before each
class RequestDispatcherTest {

    private final HttpCounters counters = new HttpCounters();
    private final WorkerPool workers = new WorkerPool();
    private HttpListener server;

    @BeforeEach
    void open() throws IOException {
        AccessGuard guard = new AccessGuard(settings(), true);
        Routes routes = new Routes()
                .get(
                        "/api/echo/{name}",
                        call -> WebReply.json(new JsonObject()
                                .put("name", call.path("name"))
                                .put("q", call.query("q").orElse("-"))))
                .get("/api/fails", _ -> {
                    throw new IllegalStateException("a defect");
                })
                .get(
                        "/api/stream",
                        _ -> WebReply.stream("text/plain", out -> out.write("abc".getBytes(StandardCharsets.UTF_8))))
                .guarded("PUT", "/api/meter", call -> WebReply.json(new JsonObject().put("got", call.text("a"))))
                .add(
                        "POST",
                        "/api/open",
                        Routes.Access.OPEN,
                        call -> WebReply.json(new JsonObject().put("bytes", call.body().length)));
        new SessionRoutes(guard, false).register(routes);
        RequestDispatcher dispatcher = new RequestDispatcher(
                routes,
                StaticFiles.only("dispatcher.html"),
                guard,
                new RequestDispatcher.Equipment(
                        workers, new RequestDispatcher.Frame(Map.of("X-Frame", "yes")), counters));
        HttpListener listener = new HttpListener(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new HttpListener.Bounds(10, 10),
                null,
                dispatcher::answer);
        server = listener;
        Thread.ofVirtual().start(() -> {
            try {
                listener.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static HttpSettings settings() {
        Settings settings = Objects.requireNonNull(
                Examples.parse("http: { password: correct horse }").settings());
        return Objects.requireNonNull(settings.http());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        workers.close();
    }

    private String ask(String head) throws IOException {
        return ask(head, "");
    }

    private String ask(String head, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            String[] lines = head.split("\n", -1);
            StringBuilder request = new StringBuilder(lines[0]).append(" HTTP/1.1\r\nConnection: close\r\n");
            if (!head.contains("Host:")) {
                request.append("Host: localhost\r\n");
            }
            for (int i = 1; i < lines.length; i++) {
                request.append(lines[i]).append("\r\n");
            }
            if (!body.isEmpty()) {
                request.append("Content-Length: ").append(body.length()).append("\r\n");
            }
            request.append("\r\n").append(body);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /api/echo/a%2Fb+c?q=x+y%26z&q=2|200|{\"name\":\"a/b+c\",\"q\":\"x y&z\"}",
                "GET /api/echo/a?q|200|{\"name\":\"a\",\"q\":\"-\"}",
                "GET /api/nothing|404|there is no such thing",
                "GET /nothing.html|404|there is no such page",
                "GET /other.css|404|there is no such page",
                "GET /../dispatcher.css|404|there is no such page",
                "POST /dispatcher.html|405|read-only",
                "DELETE /api/echo/a|405|this takes GET, HEAD, OPTIONS",
                "PUT /api/session|405|this takes",
                "PUT /api/meter|401|login required",
                "GET /api/fails|500|internal error; see the log",
                "GET /api/stream|200|abc",
                "OPTIONS /api/echo/a|204|Allow: GET, HEAD, OPTIONS",
                "OPTIONS /api/meter|204|Allow: PUT, OPTIONS",
            })
    void aRequestHasItsAnswer(String request, int status, String part) throws IOException {
        assertThat(ask(request))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains(part)
                .contains("X-Frame: yes");
    }

    @Test
    void aHeadIsAnAnswerWithoutItsBody() throws IOException {
        assertThat(ask("HEAD /api/echo/a"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Length: 20")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aBodyIsJsonAndBounded() throws IOException {
        assertThat(ask("POST /api/open", "{}")).startsWith("HTTP/1.1 415 ");
        assertThat(ask("POST /api/open\nContent-Type: application/jsonp", "{}")).startsWith("HTTP/1.1 415 ");
        assertThat(ask("POST /api/open\nContent-Type: application/json; charset=utf-8", "{}"))
                .endsWith("{\"bytes\":2}");
        assertThat(ask("POST /api/open\nContent-Type: application/json", " ".repeat(4_096)))
                .endsWith("{\"bytes\":4096}");
        assertThat(ask("POST /api/open\nContent-Type: application/json", " ".repeat(4_097)))
                .startsWith("HTTP/1.1 413 ");
        assertThat(counters.wrong().sum()).isEqualTo(3);
    }

    @Test
    void whoComesUnderAnotherNameOrFromAnotherPageIsTurnedAway() throws IOException {
        assertThat(ask("GET /api/echo/a\nHost: evil.example")).startsWith("HTTP/1.1 421 ");
        assertThat(ask("POST /api/open\nOrigin: http://evil.example")).startsWith("HTTP/1.1 403 ");
        assertThat(ask("POST /api/open\nSec-Fetch-Site: cross-site")).startsWith("HTTP/1.1 403 ");
        assertThat(counters.denied().sum()).isEqualTo(3);
        assertThat(counters.requests().sum()).isEqualTo(3);
    }

    @Test
    void filesAreCompressedForWhoWantsItAndSentOnce() throws IOException {
        String plain = ask("GET /");
        assertThat(plain).contains("Content-Type: text/html; charset=utf-8").contains("<p>A page.</p>");
        String zipped = ask("GET /\nAccept-Encoding: br, gzip");
        assertThat(zipped).contains("Content-Encoding: gzip").doesNotContain("<p>A page.</p>");
        assertThat(ask("GET /\nAccept-Encoding: gzip;q=0")).doesNotContain("Content-Encoding");
        String tag = plain.lines()
                .filter(line -> line.startsWith("ETag: "))
                .findFirst()
                .orElseThrow()
                .substring(6);
        assertThat(zipped).contains(tag.replace("\"", "").concat("-gzip"));
        assertThat(ask("GET /\nIf-None-Match: " + tag))
                .startsWith("HTTP/1.1 304 ")
                .endsWith("\r\n\r\n");
        assertThat(ask("GET /dispatcher.css"))
                .contains("Content-Type: text/css")
                .endsWith("p{}");
    }

    @Test
    void aSessionBeginsWithThePasswordAndEnds() throws IOException {
        assertThat(ask("GET /api/session"))
                .endsWith("{\"password_needed\":true,\"may_change\":false,\"why_not\":\"log in\"}");
        String json = "POST /api/session\nContent-Type: application/json";
        assertThat(ask(json, "{\"password\":\"wrong\"}"))
                .startsWith("HTTP/1.1 401 ")
                .doesNotContain("Set-Cookie");
        assertThat(ask(json, "{}")).startsWith("HTTP/1.1 400 ");
        String begun = ask(json, "{\"password\":\"correct horse\"}");
        assertThat(begun)
                .contains("Path=/; HttpOnly; SameSite=Strict; Max-Age=")
                .doesNotContain("Secure");
        assertThat(ask(json + "\nX-Forwarded-Proto: https", "{\"password\":\"correct horse\"}"))
                .contains("; Secure");
        String token = begun.replaceAll("(?s).*\"token\":\"([^\"]+)\".*", "$1");
        String put = "PUT /api/meter\nContent-Type: application/json\nCookie: a=b; polymeter=" + token;
        assertThat(ask(put, "{\"a\":\"x\"}")).endsWith("{\"got\":\"x\"}");
        assertThat(ask("DELETE /api/session\nAuthorization: Bearer " + token))
                .startsWith("HTTP/1.1 204 ")
                .contains("Max-Age=0");
        assertThat(ask(put, "{\"a\":\"x\"}")).startsWith("HTTP/1.1 401 ");
    }
}
