package io.polymeter.lab.interop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawTcp;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whoever looks never slows whoever measures, however many look and however badly they behave.
@Timeout(120)
class PageUnderLoadIT {

    private static final String ASK = "00 01 00 00 00 06 f0 03 9c 40 00 02";
    private static final String SUNS = "00 01 00 00 00 07 f0 03 04 53 75 6e 53";
    private static final int LISTENERS = 150;
    private static final int SLEEPERS = 50;
    private static final int SLOW = 60;
    private static final Duration LATE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static String configuration(int page, int out) {
        return """
                meters:
                  grid: { profile: kostal-ksem, simulate: { scenario: summer-day, speed: 60 } }
                outputs:
                  fronius: { meter: grid, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 } }
                http: { listen: "127.0.0.1:%d" }
                """.formatted(out, page);
    }

    @Test
    void whoeverReadsOrSendsSlowlyIsCutAndNobodyWaits() throws Exception {
        int page = Ports.free();
        int out = Ports.free();
        List<Socket> sockets = new ArrayList<>();
        List<Socket> slow = new ArrayList<>();
        AtomicLong read = new AtomicLong();
        AtomicLong ended = new AtomicLong();
        try (Polymeter polymeter = Polymeter.run(directory, configuration(page, out))
                        .listening(out)
                        .listening(page);
                RawTcp reader = new RawTcp(out)) {
            for (int i = 0; i < LISTENERS; i++) {
                Socket socket = stream(page);
                sockets.add(socket);
                Thread.ofVirtual().start(() -> {
                    drain(socket, read);
                    ended.incrementAndGet();
                });
            }
            Process sleepers = sleepers(page);
            for (int i = 0; i < SLOW; i++) {
                slow.add(slow(page, i % 2 == 0));
            }
            sockets.addAll(slow);
            await().atMost(LATE).until(() -> read.get() > LISTENERS * 100_000L);
            assertAnswered(reader);
            assertThat(get(page, "/api/overview")).isEqualTo(200);
            await().atMost(LATE).until(() -> slow.stream().allMatch(PageUnderLoadIT::ended));
            await().atMost(LATE).until(() -> counter(page, "cut-slow") >= SLEEPERS);
            assertThat(counter(page, "frames-dropped")).isPositive();
            assertThat(ended).as("listeners that were cut").hasValue(0);
            assertAnswered(reader);
            assertThat(polymeter.resident()).as("bytes in memory").isLessThan(400L << 20);
            assertThat(get(page, "/health")).isEqualTo(200);
            assertThat(sleepers.isAlive()).isTrue();
            sleepers.destroyForcibly();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void assertAnswered(RawTcp reader) throws IOException {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long began = System.nanoTime();
            assertThat(reader.ask(ASK)).isEqualTo(SUNS);
            times.add(System.nanoTime() - began);
        }
        times.sort(null);
        assertThat(Duration.ofNanos(times.get(times.size() / 2)))
                .as("an answer while all of them are there")
                .isLessThan(Duration.ofMillis(50));
    }

    /// A request that never ends, in its head or in its body.
    private static Socket slow(int page, boolean head) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), page);
        String request = head
                ? "GET / HTTP/1.1\r\nHost: localhost\r\nX-Never-Ends: "
                : "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static Socket stream(int page) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), page);
        String request = "GET /api/events?every=200 HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// Clients that never read.
    private static Process sleepers(int page) throws IOException {
        String program = Checkouts.path("lab/peers/python/sleepers.py").toString();
        Process process = new ProcessBuilder(
                        "/usr/bin/python3", program, String.valueOf(page), String.valueOf(SLEEPERS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("asleep");
        return process;
    }

    private static void drain(Socket socket, AtomicLong read) {
        byte[] buffer = new byte[65_536];
        try (InputStream in = socket.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                read.addAndGet(count);
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    /// Goes on sending, a byte at a time; true once the other side has closed.
    private static boolean ended(Socket socket) {
        try {
            socket.setSoTimeout(1);
            socket.getOutputStream().write('a');
            while (socket.getInputStream().read() >= 0) {
                // The beginning of an answer.
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (SocketException _) {
            return true;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private long counter(int page, String event) throws Exception {
        Matcher matcher = Pattern.compile("event=\"" + event + "\",link=\"http\"} ([0-9.E]+)")
                .matcher(send(page, "/metrics").body());
        assertThat(matcher.find()).as(event).isTrue();
        return (long) Double.parseDouble(matcher.group(1));
    }

    private int get(int page, String path) throws Exception {
        return send(page, path).statusCode();
    }

    private HttpResponse<String> send(int page, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
