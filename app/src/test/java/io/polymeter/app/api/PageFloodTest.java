package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One client that takes all it can get: page and `/health` answer all the same, even to its own address.
@Timeout(100)
class PageFloodTest {

    private static final String STREAM = "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket each : sockets) {
            each.close();
        }
    }

    private Socket say(Daemon daemon, String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port());
        sockets.add(socket);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void assertAnswers(Daemon daemon) {
        for (String path : List.of("/health", "/", "/api/overview", "/metrics")) {
            long began = System.nanoTime();
            HttpResponse<String> reply = daemon.get(path);
            assertThat(reply.statusCode()).as(path).isEqualTo(200);
            assertThat((System.nanoTime() - began) / 1e9).as(path).isLessThan(5);
        }
    }

    @Test
    void halfRequestsKeepNobodyOut(@TempDir Path directory) throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            for (int i = 0; i < 600; i++) {
                say(daemon, i % 3 == 0 ? "" : "GET /health HTTP/1.1\r\nHost: 127");
            }
            assertAnswers(daemon);
            Socket late = say(daemon, STREAM);
            assertThat(new String(late.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
    }

    /// More than there are places in all: those that ask nothing go, oldest first, and are counted.
    @Test
    void moreHalfRequestsThanThereIsRoomForEndEachOther(@TempDir Path directory) throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            for (int i = 0; i < 1_500; i++) {
                say(daemon, i % 3 == 0 ? "" : "GET /health HTTP/1.1\r\nHost: 127");
                if (i % 250 == 0) {
                    assertAnswers(daemon);
                }
            }
            assertAnswers(daemon);
            assertThat(sockets.getFirst().getInputStream().read()).isEqualTo(-1);
            long open = sockets.stream().filter(PageFloodTest::isOpen).count();
            assertThat(open).isBetween(250L, 320L);
            await().atMost(5, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(daemon.get("/metrics").body())
                            .containsPattern("event=\"cut-crowded\",link=\"http\"} 1[12][0-9]{2}"));
        }
    }

    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException _) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void streamsOfOneAddressAreBoundedAndTheRefusedAreLetGo(@TempDir Path directory) throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            int open = 0;
            int refused = 0;
            for (int i = 0; i < 500; i++) {
                Socket socket = say(daemon, STREAM);
                String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                boolean good = status.equals("HTTP/1.1 200");
                assertThat(good || status.equals("HTTP/1.1 503")).as(status).isTrue();
                open += good ? 1 : 0;
                refused += good ? 0 : 1;
                if (!good) {
                    assertThat(ends(socket)).as("refused, and closed").isTrue();
                }
            }
            assertThat(open).isEqualTo(250);
            assertThat(refused).isEqualTo(500 - open);
            assertAnswers(daemon);
        }
    }

    private static boolean ends(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .contains("too many event streams");
        } catch (SocketTimeoutException _) {
            return false;
        }
    }
}
