package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A JSON document on a web server, shown as a Fronius Smart Meter: whatever goes wrong there, the measurements go
/// in time, come back by themselves, and energy never falls.
@Timeout(60)
class HttpSourceIT {

    private static final int VOLTAGE_L1 = 40081;
    private static final int W = 40097;
    private static final int IMPORTED = 40137;

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration RECOVERY = Duration.ofSeconds(25);

    /// What the server does with a request.
    private enum Mood {
        WELL(""),
        UNAUTHORIZED("the token is missing or refused, or user and password are (HTTP 401)"),
        FAILING("HTTP status 500"),
        HALF("ended the connection"),
        SILENT("does not answer in time"),
        GONE("refuses the connection");

        /// What the log says of it.
        private final String words;

        Mood(String words) {
            this.words = words;
        }
    }

    @TempDir
    private Path directory;

    private final int port = Ports.free();
    private final int platform = Ports.free();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Mood mood = Mood.WELL;
    private volatile String document = document(1.5, 230.1, 12.5);
    private HttpServer server;

    HttpSourceIT() throws IOException {
        server = serve();
    }

    @AfterEach
    void close() {
        closed.countDown();
        server.stop(0);
    }

    private static String document(double kilowatts, double volts, double kilowattHours) {
        return "{\"emeters\":[{\"power\":%s,\"voltage\":\"%s V\"}],\"a/b\":{\"total\":%s}}"
                .formatted(kilowatts, volts, kilowattHours);
    }

    private HttpServer serve() throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), platform), 0);
        made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        made.createContext("/status", this::answer);
        made.start();
        return made;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] whole = document.getBytes(StandardCharsets.UTF_8);
        byte[] half = document.substring(0, document.length() / 2).getBytes(StandardCharsets.UTF_8);
        switch (mood) {
            case WELL -> send(exchange, 200, whole, whole.length);
            case UNAUTHORIZED -> send(exchange, 401, whole, whole.length);
            case FAILING -> send(exchange, 500, whole, whole.length);
            case HALF -> send(exchange, 200, half, whole.length);
            case SILENT, GONE -> {
                try {
                    closed.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body, int length) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, length);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
        }
    }

    private void become(Mood next) throws IOException {
        if (next == Mood.GONE) {
            server.stop(0);
        } else if (mood == Mood.GONE) {
            server = serve();
        }
        mood = next;
    }

    private Polymeter start() throws IOException {
        return Polymeter.run(directory, """
                        meters:
                          grid:
                            http:
                              url: http://127.0.0.1:%d/status
                              every: 500ms
                              points:
                                active-power: { json: /emeters/0/power, unit: kW }
                                voltage: emeters.0.voltage
                                active-energy-import: { json: /a~1b/total, unit: kWh }
                            phase: L1
                            fresh-for: %dms
                        outputs:
                          gen24:
                            meter: grid
                            profile: fronius-smart-meter
                            modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
                        """.formatted(platform, LIMIT.toMillis(), port))
                .listening(port);
    }

    private static void shows(FroniusReader reader, int address, double value) {
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(reader.number(address)).isEqualTo((float) value));
    }

    @Test
    void whateverFailsIsSeenInTimeAndSaidAndEndsByItselfAndEnergyNeverFalls() throws Exception {
        try (Polymeter polymeter = start();
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, W, 1500);
            shows(reader, IMPORTED, 12_500);
            double shown = 12_500;
            // Less each time: a counter that comes back to where it was, in one step, had only been away.
            double counted = 0.25;
            for (Mood fault : List.of(Mood.UNAUTHORIZED, Mood.FAILING, Mood.HALF, Mood.SILENT, Mood.GONE)) {
                become(fault);
                lost(reader, shown);
                polymeter.says(fault.words);
                // It comes back with a counter that began anew.
                document = document(-0.7, 229, 0);
                become(Mood.WELL);
                shows(reader, W, -700);
                shows(reader, VOLTAGE_L1, 229);
                assertThat(reader.number(IMPORTED)).as("%s", fault).isEqualTo((float) shown);
                document = document(-0.7, 229, counted);
                shown += 1000 * counted;
                counted -= 0.03125;
                shows(reader, IMPORTED, shown);
            }
        }
    }

    private static void lost(FroniusReader reader, double energy) throws IOException {
        long since = System.nanoTime();
        await().atMost(LIMIT.plusSeconds(10)).until(() -> {
            assertThat(reader.number(IMPORTED)).isEqualTo((float) energy);
            return reader.lost(W);
        });
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(LIMIT.plusSeconds(2));
        assertThat(reader.ask(40071, 58)).isEqualTo(FroniusReader.LOST);
    }

    @Test
    void aFieldThatGoesTakesNothingElseWithIt() throws Exception {
        try (Polymeter _ = start();
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, W, 1500);
            document = "{\"emeters\":[{\"power\":2,\"voltage\":null}],\"a/b\":{\"total\":12.6}}";
            shows(reader, W, 2000);
            assertThat(reader.number(VOLTAGE_L1)).isNaN();
            document = "{\"emeters\":[],\"a/b\":{\"total\":12.7}}";
            await().atMost(RECOVERY).until(() -> Float.isNaN(reader.number(W)));
            shows(reader, IMPORTED, 12_700);
            document = document(3, 231, 12.8);
            shows(reader, W, 3000);
        }
    }
}
