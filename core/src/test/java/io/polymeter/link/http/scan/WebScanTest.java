package io.polymeter.link.http.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Devices that answer documents are named, and nothing else is.
/// Each address is looked at by a [WebProbe], with [WebQuestions].
@Timeout(60)
class WebScanTest {

    private static final WebScan.Listener NOBODY = new WebScan.Listener() {
        @Override
        public void step() {}

        @Override
        public void found(WebFinding finding) {}
    };

    private final List<String> asked = new CopyOnWriteArrayList<>();

    private static List<WebFinding> scan(WebAddress address) throws InterruptedException {
        try (WebScan scan = new WebScan()) {
            return scan.run(List.of(address), NOBODY);
        }
    }

    private List<WebFinding> scan(Map<String, String> answers, WebAddress.Service... announced) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            asked.add(exchange.getRequestMethod() + " " + path);
            String answer = answers.get(path);
            byte[] body = (answer == null ? "no" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    answer == null ? 404 : answer.isEmpty() ? 401 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            return scan(new WebAddress(false, "127.0.0.1", server.getAddress().getPort(), List.of(announced)));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aShellyIsNamedByWhatItSaysOfItselfAfterOneQuestion() throws Exception {
        String shelly = "{\"name\":null,\"id\":\"shellypro3em-aabbccddeeff\",\"model\":\"SPEM-003CEBEU\",\"gen\":2}";
        List<WebFinding> found = scan(Map.of("/shelly", shelly));
        assertThat(found).hasSize(1);
        WebFinding finding = found.getFirst();
        assertThat(Objects.requireNonNull(finding.identification().profile()).id())
                .isEqualTo("shelly-pro-3em");
        assertThat(finding.identification().certain()).isTrue();
        assertThat(finding.identification().candidates()).isEmpty();
        assertThat(Message.texts(finding.identification().evidence()))
                .containsExactly("/shelly: model is SPEM-003CEBEU", "/shelly: gen is 2");
        assertThat(asked).containsExactly("GET /shelly");
    }

    private static String profile(List<WebFinding> found) {
        return Objects.requireNonNull(found.getFirst().identification().profile())
                .id();
    }

    @Test
    void anotherModelOfTheSameMakerIsAnother() throws Exception {
        assertThat(profile(scan(Map.of("/shelly", "{\"type\":\"SHEM-3\",\"auth\":false}"))))
                .isEqualTo("shelly-3em");
        assertThat(profile(scan(Map.of("/api", "{\"product_type\":\"HWE-KWH3\"}"))))
                .isEqualTo("homewizard-kwh");
        assertThat(scan(Map.of("/shelly", "{\"type\":\"SHBLB-1\"}"))).isEmpty();
    }

    @Test
    void whatOthersAnswerTooIsNotCertainUntilItsNameIsKnown() throws Exception {
        Map<String, String> answers =
                Map.of("/rpc/Switch.GetStatus?id=0", "{\"id\":0,\"apower\":12.5,\"aenergy\":{\"total\":1.5}}");
        WebFinding doubtful = scan(answers).getFirst();
        assertThat(Objects.requireNonNull(doubtful.identification().profile()).id())
                .isEqualTo("shelly-plus-pm");
        assertThat(doubtful.identification().certain()).isFalse();
        assertThat(doubtful.identification().candidates()).containsExactly("shelly-plus-pm");
        assertThat(doubtful.identification().decides().text()).isNotEmpty();
    }

    @Test
    void anAnnouncementIsConfirmedByTheDeviceOrDoubtful() throws Exception {
        var service = new WebAddress.Service("_hwenergy._tcp", "p1meter-0C31AB", Map.of("product_type", "HWE-P1"));
        WebFinding confirmed =
                scan(Map.of("/api", "{\"product_type\":\"HWE-P1\"}"), service).getFirst();
        assertThat(confirmed.identification().certain()).isTrue();
        assertThat(confirmed.identification().names()).containsExactly("p1meter-0C31AB");
        assertThat(Message.texts(confirmed.identification().evidence()))
                .containsExactly("mDNS: _hwenergy._tcp announces p1meter-0C31AB", "/api: product_type is HWE-P1");
        WebFinding secret = scan(Map.of("/api", ""), service).getFirst();
        assertThat(secret.identification().certain()).isFalse();
        assertThat(Objects.requireNonNull(secret.identification().profile()).id())
                .isEqualTo("homewizard-p1");
        assertThat(Message.texts(secret.identification().evidence()))
                .contains("asks who we are, so its name alone tells what it is");
        assertThat(asked.getFirst()).isEqualTo("GET /api");
        var other = new WebAddress.Service("_http._tcp", "printer", Map.of());
        assertThat(scan(Map.of(), other)).isEmpty();
    }

    @Test
    void aServerThatIsNoneOfThemGetsFewQuestionsThatOnlyRead() throws Exception {
        assertThat(scan(Map.of("/shelly", "<html>", "/api", "[1]"))).isEmpty();
        assertThat(asked)
                .hasSizeLessThanOrEqualTo(20)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.startsWith("GET "));
    }

    @Test
    void hostileServersCostABoundedTime() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999999999\r\n\r\n";
        for (String first : List.of("", "SSH-2.0-OpenSSH_9.6\r\n", "\0\1\0\0\0\3\1\203\2", head)) {
            try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                Thread.ofVirtual().start(() -> flood(server, first.getBytes(StandardCharsets.ISO_8859_1)));
                long began = System.nanoTime();
                assertThat(scan(WebAddress.of(false, "127.0.0.1", server.getLocalPort())))
                        .isEmpty();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    /// Says something and then blanks without an end; where it says nothing, nothing follows.
    private static void flood(ServerSocket server, byte[] first) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> {
                    try (client;
                            InputStream in = client.getInputStream();
                            OutputStream out = client.getOutputStream()) {
                        int _ = in.read(new byte[1024]);
                        out.write(first);
                        byte[] blanks = " ".repeat(4096).getBytes(StandardCharsets.US_ASCII);
                        for (int i = 0; first.length > 100 || i < 1; i++) {
                            out.write(first.length > 60 ? blanks : new byte[0]);
                        }
                        int _ = in.read(new byte[1]);
                    } catch (IOException _) {
                        // The other side has enough.
                    }
                });
            } catch (IOException _) {
                return;
            }
        }
    }

    @Test
    void addressesAreReadAsPeopleWriteThem() {
        assertThat(WebAddress.parse("http://192.168.1.9")).hasToString("http://192.168.1.9");
        assertThat(WebAddress.parse("https://envoy.local:8443/").shortly()).isEqualTo("envoy.local:8443");
        for (String wrong : List.of("http://", "http://u:p@h", "http://h/path", "ftp://h", "http://h?x=1")) {
            assertThatThrownBy(() -> WebAddress.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
