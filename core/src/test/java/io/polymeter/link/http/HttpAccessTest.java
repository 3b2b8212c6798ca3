package io.polymeter.link.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.polymeter.link.Health;
import io.polymeter.link.platform.Site;
import io.polymeter.point.Point;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that want to know who we are, that are elsewhere, or that show a certificate of their own.
/// Each log-in of `HttpAccess` is one of an `HttpSession`, what is not
/// followed an `HttpRefusedException`.
class HttpAccessTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();

    @TempDir
    private Path state;

    private final HttpServer server;

    HttpAccessTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private Site site(String url, String more) {
        return new Site(HttpProtocol.create(), """
                state: %s
                meters:
                  m:
                    http: { url: "%s", every: 200ms, %s points: { active-power: p } }
                """.formatted(state, url, more));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        byte[] body = "{\"p\":321}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void userAndPasswordAreToldToAServerThatAsks() {
        String wanted = "Basic " + Base64.getEncoder().encodeToString("me:s3cret".getBytes(StandardCharsets.UTF_8));
        server.createContext("/s", exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"meter\"");
            answer(exchange, wanted.equals(exchange.getRequestHeaders().getFirst("Authorization")) ? 200 : 401);
        });
        try (Site site = site(url("/s"), "username: me, password: s3cret,")) {
            await().until(() -> site.value("m", POWER) == 321);
        }
        try (Site site = site(url("/s"), "username: me, password: wrong,")) {
            await().until(() -> site.reason("m.poll").contains("or user and password are (HTTP 401)"));
            assertThat(site.reason("m.poll")).doesNotContain("wrong");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-256"})
    void aDigestIsGivenToAServerThatAsks(String algorithm) {
        AtomicInteger accepted = new AtomicInteger();
        server.createContext("/rpc", exchange -> {
            // A nonce is good for three requests.
            String nonce = "n" + accepted.get() / 3;
            boolean right = right(exchange, algorithm, nonce);
            accepted.addAndGet(right ? 1 : 0);
            exchange.getResponseHeaders()
                    .add(
                            "WWW-Authenticate",
                            "Digest qop=\"auth\", realm=\"shelly\", nonce=\"" + nonce + "\", algorithm=" + algorithm);
            answer(exchange, right ? 200 : 401);
        });
        try (Site site = site(url("/rpc?id=0"), "username: admin, password: pässword,")) {
            await().until(() -> accepted.get() >= 8);
            assertThat(site.value("m", POWER)).isEqualTo(321);
        }
    }

    private static boolean right(HttpExchange exchange, String algorithm, String nonce) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) {
            return false;
        }
        String secret = hash(algorithm, "admin:shelly:pässword");
        String what = hash(algorithm, "GET:/rpc?id=0");
        String expected = hash(
                algorithm, String.join(":", secret, nonce, part(header, "nc"), part(header, "cnonce"), "auth", what));
        return part(header, "nonce").equals(nonce) && part(header, "response").equals(expected);
    }

    private static String part(String header, String name) {
        Matcher matcher = Pattern.compile("[ ,]" + name + "=\"?([^\",]*)").matcher(header);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRedirectionToItselfIsFollowedAndAnotherIsNamed() {
        server.createContext("/new", exchange -> answer(exchange, 200));
        server.createContext("/old", exchange -> {
            exchange.getResponseHeaders().add("Location", "/new");
            answer(exchange, 302);
        });
        server.createContext("/away", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://example.invalid:81/x?token=t");
            answer(exchange, 301);
        });
        server.createContext("/circle", exchange -> {
            exchange.getResponseHeaders().add("Location", "/circle");
            answer(exchange, 307);
        });
        try (Site site = site(url("/old"), "")) {
            await().until(() -> site.value("m", POWER) == 321);
        }
        try (Site site = site(url("/away"), "")) {
            await().until(() -> site.reason("m.poll").contains("redirects to http://example.invalid:81, which is not"));
            assertThat(site.readings("m").has(POWER)).isFalse();
        }
        try (Site site = site(url("/circle"), "")) {
            await().until(() -> site.reason("m.poll").contains("redirects again and again"));
        }
    }

    /// Another port of a host is another server: whoever listens there is told neither password nor key.
    @Test
    void nothingSecretGoesToAnotherPortOfTheHost() throws IOException {
        AtomicInteger told = new AtomicInteger();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            boolean secret = exchange.getRequestHeaders().containsKey("Authorization")
                    || exchange.getRequestHeaders().containsKey("X-Key");
            told.addAndGet(secret ? 1 : 0);
            answer(exchange, 200);
        });
        other.start();
        String elsewhere = "http://127.0.0.1:" + other.getAddress().getPort();
        server.createContext("/port", exchange -> {
            exchange.getResponseHeaders().add("Location", elsewhere + "/");
            answer(exchange, 302);
        });
        try {
            for (String secret : List.of(
                    "username: me, password: s3cret-of-mine,",
                    "token: t0ken-of-mine,",
                    "headers: { X-Key: k3y-of-mine },")) {
                try (Site site = site(url("/port"), secret)) {
                    await().until(() -> site.reason("m.poll").contains("redirects to " + elsewhere + ", which is not"));
                }
            }
            assertThat(told).hasValue(0);
            try (Site site = site(url("/port"), "")) {
                await().until(() -> site.value("m", POWER) == 321);
            }
        } finally {
            other.stop(0);
        }
    }

    /// What comes in place of a document is said in words, once: as an `UnusableAnswerException` in those of
    /// `ForeignDocument`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<!DOCTYPE html><html><body>log in</body></html>|a web page (HTML) came where JSON is expected",
                "<?xml version='1.0'?><p>1</p>|XML came where JSON is expected",
                "'  '|an empty document came where JSON is expected",
                "{\"p\":|what came is not JSON: it ends before it is complete",
                "OK|what came is not JSON from line 1, column 1 on"
            })
    void whatComesInPlaceOfADocumentIsSaid(String body, String words) {
        AtomicReference<String> answer = new AtomicReference<>(body);
        server.createContext("/d", exchange -> {
            byte[] bytes = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        try (Site site = site(url("/d"), "")) {
            await().until(() -> site.reason("m.poll").contains("the document: " + words));
            assertThat(site.state("m.poll")).isEqualTo(Health.State.WAITING);
            answer.set("{\"p\":7}");
            await().until(() -> site.value("m", POWER) == 7);
        }
    }

    @Test
    void aSelfSignedCertificateIsListedAndCountsOnceItIsAccepted() throws Exception {
        HttpsServer secured = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SSLContext context = SSLContext.getInstance("TLS");
        Credentials own = Credentials.own(state.resolve("device"), Instant.now());
        context.init(own.managers(null).toArray(KeyManager[]::new), null, null);
        secured.setHttpsConfigurator(new HttpsConfigurator(context));
        secured.createContext("/", exchange -> answer(exchange, 200));
        secured.start();
        String url = "https://127.0.0.1:" + secured.getAddress().getPort() + "/";
        try (Site site = site(url, "")) {
            await().until(() ->
                    site.reason("m.poll").contains("the certificate is self-signed: accept it on the page"));
            assertThat(site.state("m.poll")).isEqualTo(Health.State.WAITING);
            assertThat(new TrustFile(state).list()).hasSize(1);
            String fingerprint = own.shown().fingerprint();
            assertThat(site.reason("m.poll")).contains(fingerprint);
            assertThat(new TrustFile(state).accept(fingerprint)).hasSize(1);
            await().until(() -> site.value("m", POWER) == 321);
        } finally {
            secured.stop(0);
        }
    }

    @Test
    void aPasswordInTheAddressIsRefusedWithoutShowingIt() {
        List<String> problems = Site.problems(HttpProtocol.create(), """
                meters:
                  m: { http: { url: "http://me:s3cret@127.0.0.1/", points: { active-power: p } } }
                  n: { http: { url: "http://127.0.0.1/", username: me, tls: {}, points: { active-power: p } } }
                """);
        assertThat(problems)
                .anyMatch(line -> line.contains("m.http.url") && line.contains("'username' and 'password'"))
                .anyMatch(line -> line.contains("n.http") && line.contains("go together"))
                .anyMatch(line -> line.contains("n.http.tls") && line.contains("https://"))
                .noneMatch(line -> line.contains("s3cret"));
    }
}
