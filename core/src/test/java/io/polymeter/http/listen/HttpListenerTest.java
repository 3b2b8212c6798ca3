package io.polymeter.http.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients of every kind get what they are due, over real sockets: each has an [HttpConnection], which reads an
/// [HttpHead] and an [HttpBody] through [TimedInput], has them answered by [HttpAnswers] and sends by [ResponseWriter];
/// a stream may end with an [HttpRefusal].
@Timeout(30)
class HttpListenerTest {

    private @Nullable HttpListener opened;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    @BeforeEach
    void listens() throws IOException {
        HttpListener listener =
                new HttpListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HttpListenerTest::answer);
        opened = listener;
        Thread.ofVirtual().start(() -> {
            try {
                listener.run();
                end.complete(null);
            } catch (IOException e) {
                end.completeExceptionally(e);
            }
        });
    }

    @AfterEach
    void endsWhenItIsClosed() throws Exception {
        listener().close();
        end.get(5, TimeUnit.SECONDS);
    }

    private HttpListener listener() {
        assertThat(opened).isNotNull();
        return opened;
    }

    private static HttpAnswer answer(HttpCall call) {
        if (call.asksForWebSocket()) {
            return new HttpAnswer.Upgrade(message -> message.equals("quiet") ? null : "re: " + message);
        }
        return switch (call.path()) {
            case "/silent" -> new HttpAnswer.Silence();
            case "/broken" ->
                new HttpAnswer.Stream(200, Map.of(), out -> {
                    out.write('a');
                    out.flush();
                    throw new IOException("there is no more");
                });
            case "/refused" ->
                new HttpAnswer.Stream(200, Map.of(), out -> {
                    // Nothing was sent yet: what stands in a buffer is dropped.
                    out.write('a');
                    throw full();
                });
            case "/refused-too-late" ->
                new HttpAnswer.Stream(200, Map.of(), out -> {
                    out.write('a');
                    out.flush();
                    throw full();
                });
            case "/empty" -> new HttpAnswer.Stream(200, Map.of(), _ -> {});
            case "/echo" -> HttpAnswer.text(200, new String(call.body(), StandardCharsets.UTF_8));
            default ->
                HttpAnswer.text(
                        200,
                        call.method() + " " + call.path() + " " + call.query().get("q"));
        };
    }

    private static HttpRefusal full() {
        return new HttpRefusal(new HttpAnswer.Whole(
                503, Map.of("Content-Type", "text/plain"), "no place".getBytes(StandardCharsets.UTF_8)));
    }

    /// All that comes back for these bytes, sent in pieces of this size.
    private String exchange(byte[] request, int piece) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), listener().port())) {
            socket.setSoTimeout(5000);
            OutputStream out = socket.getOutputStream();
            for (int at = 0; at < request.length; at += piece) {
                out.write(request, at, Math.min(piece, request.length - at));
                out.flush();
            }
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String exchange(String request) throws IOException {
        return exchange(request.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE / 2);
    }

    @Test
    void answersRequestsThatComeByteByByteOrSeveralAtOnce() throws IOException {
        byte[] two = ("GET /a%20b?q=1%2B1 HTTP/1.1\r\nHost: x\r\n\r\n"
                        + "POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int piece : new int[] {1, 3, 1000}) {
            String answers = exchange(two, piece);
            assertThat(answers).contains("GET /a b 1+1\n").endsWith("\r\n\r\nhello\n");
            assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(3);
        }
    }

    @Test
    void readsAChunkedBody() throws IOException {
        String answer = exchange(
                "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("hello\n");
    }

    /// Each chunk has a line of its own, and many of them are no long head.
    @Test
    void readsABodyOfManyChunks() throws IOException {
        int many = 8_000;
        String answer = exchange(
                "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + "1\r\na\r\n".repeat(many) + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("a".repeat(many) + "\n");
    }

    @ParameterizedTest
    @CsvSource({"http://x/way?q=1, /way 1", "HTTPS://x:1/way, /way", "http://x, /"})
    void aTargetMayNameItsHost(String target, String seen) throws IOException {
        assertThat(exchange("GET " + target + " HTTP/1.1\r\nHost: y\r\n\r\n")).contains("GET " + seen);
    }

    @Test
    void aStreamThatFailsHasNoEnd() throws IOException {
        assertThat(exchange("GET /broken HTTP/1.1\r\n\r\n"))
                .contains("Transfer-Encoding: chunked")
                .doesNotContain("0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void aStreamMayBeRefusedBeforeItsFirstByte(String version) throws IOException {
        String answer = exchange("GET /refused " + version + "\r\n\r\nGET /x HTTP/1.1\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 503 ")
                .contains("Content-Length: 8", "Connection: close")
                .doesNotContain("Transfer-Encoding")
                .endsWith("no place");
        assertThat(exchange("GET /refused-too-late " + version + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain("503", "0\r\n\r\n");
    }

    @Test
    void aStreamWithoutABodyHasItsHead() throws IOException {
        assertThat(exchange("GET /empty HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK")
                .contains("\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK")
                .contains("GET /x");
        assertThat(exchange("GET /empty HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("\r\n\r\n");
        assertThat(exchange("HEAD /refused HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK")
                .contains("GET /x");
    }

    @Test
    void goesOnWhereAClientWaitsToSendItsBody() throws IOException {
        String answer = exchange("POST /echo HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab");
        assertThat(answer)
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
                .endsWith("ab\n");
    }

    @Test
    void anOldClientGetsItsAnswerAndTheEnd() throws IOException {
        assertThat(exchange("GET /x HTTP/1.0\r\n\r\n")).contains("Connection: close");
        assertThat(exchange("GET /x HTTP/1.1\r\nConnection: close\r\n\r\nGET /y HTTP/1.1\r\n\r\n"))
                .contains("/x")
                .doesNotContain("/y");
    }

    @Test
    void silenceIsTheEndOfTheConnection() throws IOException {
        assertThat(exchange("GET /silent HTTP/1.1\r\n\r\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, 400",
        "GET / HTTP/2.0, 505",
        "GET x HTTP/1.1, 400",
        "get / HTTP/1.1, 400",
        "GET /%zz HTTP/1.1, 400",
        "'GET / HTTP/1.1\r\nno colon', 400",
        "'GET / HTTP/1.1\r\nContent-Length: -1', 400",
        "'GET / HTTP/1.1\r\nContent-Length: 99999', 413",
        "'GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2', 400",
        "'GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked', 400",
        "'GET / HTTP/1.1\r\nHost: a\r\nHost: b', 400",
        "'GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip', 400",
        "'GET / HTTP/1.1\r\nTransfer-Encoding: gzip', 501",
        "'GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 400",
        "'GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n', 413",
        "'GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8', 426",
        "'GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short', 400"
    })
    void refusesWhatIsNoRequestAndEnds(String request, int status) throws IOException {
        assertThat(exchange(request + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("Connection: close");
    }

    @Test
    void aHeadWithoutEndIsCutOff() throws IOException {
        assertThat(exchange("GET / HTTP/1.1\r\nX: " + "x".repeat(RequestParser.MAX_HEAD)))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void manyQuietClientsDoNotKeepAnotherOut() throws Exception {
        List<Socket> quiet = new ArrayList<>();
        try {
            for (int i = 0; i < HttpListener.MAX_CONNECTIONS + 20; i++) {
                quiet.add(
                        new Socket(InetAddress.getLoopbackAddress(), listener().port()));
            }
            await().atMost(5, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertThat(exchange("GET /in HTTP/1.1\r\n\r\n")).contains("/in"));
            quiet.getFirst().setSoTimeout(5000);
            assertThat(quiet.getFirst().getInputStream().read()).isEqualTo(-1);
        } finally {
            for (Socket socket : quiet) {
                socket.close();
            }
        }
    }

    @Test
    void answersTheMessagesOfAWebSocket() throws Exception {
        List<String> received = new ArrayList<>();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        CompletableFuture<Void> three = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + listener().port() + "/rpc"), new WebSocket.Listener() {
                        private final StringBuilder text = new StringBuilder();

                        @Override
                        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
                            text.append(part);
                            if (last) {
                                received.add(text.toString());
                                text.setLength(0);
                                if (received.size() == 3) {
                                    three.complete(null);
                                }
                            }
                            from.request(1);
                            return null;
                        }

                        @Override
                        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                            closed.complete(status);
                            return null;
                        }
                    })
                    .get(5, TimeUnit.SECONDS);
            String longest = "ä".repeat(20_000);
            socket.sendText("one", true).get();
            socket.sendText("quiet", true).get();
            socket.sendText("tw", false).get();
            socket.sendPing(java.nio.ByteBuffer.wrap(new byte[] {1})).get();
            socket.sendText("o", true).get();
            socket.sendText(longest, true).get();
            three.get(5, TimeUnit.SECONDS);
            assertThat(received).containsExactly("re: one", "re: two", "re: " + longest);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
            assertThat(closed.get(5, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8101, 1002, not masked",
        "c180, 1002, an extension",
        "8380, 1002, an unknown opcode",
        "808000000000, 1002, nothing to continue",
        "018000000000018000000000, 1002, a message inside another",
        "09800000, 1002, a control frame in parts",
        "8fff, 1002, a long control frame",
        "81ff0000000000010001, 1009, too long",
        "81ffffffffffffffffff, 1009, a negative length",
        "828100000000ff, 1003, bytes",
        "81810000000080, 1007, no UTF-8",
        "888100000000ff, 1002, half a status"
    })
    void endsAWebSocketThatBreaksTheRules(String frames, int status, String what) throws Exception {
        String handshake = """
                GET /rpc HTTP/1.1
                Host: x
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """;
        byte[] head = handshake.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] own = HexFormat.of().parseHex(frames);
        byte[] all = new byte[head.length + own.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(own, 0, all, head.length, own.length);
        String answer = exchange(all, all.length);
        assertThat(answer)
                .as(what)
                .startsWith("HTTP/1.1 101 ")
                // The example of RFC 6455, section 1.3.
                .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                .endsWith("\u0088\u0002" + (char) (status >> 8) + (char) (status & 0xff));
    }
}
