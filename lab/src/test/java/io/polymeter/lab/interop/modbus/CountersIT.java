package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Energy never falls for a consumer, whenever the program is killed and whatever the source's counter does
/// meanwhile.
@Timeout(150)
class CountersIT {

    private static final int IMPORTED = 40137;
    private static final Duration SOON = Duration.ofSeconds(20);

    /// What may have been shown before a kill is shown until the counter has passed it: LEEWAY at RATE takes 25 s.
    private static final Duration PASSED = Duration.ofSeconds(45);

    /// Watt-hours a second: as a house at full load, a hundred times as fast.
    private static final double RATE = 40;

    /// What may be shown beyond what was stored, and is after a crash: `Count.LEEWAY`.
    private static final double LEEWAY = 1000;

    @TempDir
    private Path directory;

    private final int port = Ports.free();
    private final HttpServer source = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private volatile long reset = System.nanoTime();
    private volatile double first = 250_000;

    CountersIT() throws IOException {
        source.createContext("/", exchange -> {
            byte[] body = ("{\"wh\":" + energy() + "}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        source.start();
    }

    @AfterEach
    void close() {
        source.stop(0);
    }

    private double energy() {
        return first + (System.nanoTime() - reset) / 1e9 * RATE;
    }

    /// Another device, or the same one after its supply failed.
    private void resetSource() {
        first = 0;
        reset = System.nanoTime();
    }

    private Polymeter start() throws IOException {
        return Polymeter.run(directory, """
                        meters:
                          grid:
                            http:
                              url: http://127.0.0.1:%d/
                              every: 200ms
                              points: { active-energy-import: wh }
                        outputs:
                          shown:
                            meter: grid
                            profile: fronius-smart-meter
                            modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
                        """.formatted(source.getAddress().getPort(), port))
                .listening(port);
    }

    private Path stored() {
        return directory.resolve("state/counters");
    }

    /// A consumer on pymodbus that never stops looking, and every value it saw.
    private static final class Consumer implements AutoCloseable {
        private final Process process;
        private final List<Float> seen = new CopyOnWriteArrayList<>();

        private Consumer(int port) throws IOException {
            process = new ProcessBuilder(List.of(
                            "/usr/bin/python3",
                            Checkouts.path("lab/peers/python/watch.py").toString(),
                            "127.0.0.1",
                            String.valueOf(port),
                            "240",
                            String.valueOf(IMPORTED)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (BufferedReader lines = process.inputReader()) {
                lines.lines().map(Float::valueOf).forEach(seen::add);
            } catch (UncheckedIOException | IOException _) {
                // It was ended.
            }
        }

        private float last() {
            return seen.isEmpty() ? Float.NaN : seen.getLast();
        }

        private void rises() {
            int before = seen.size();
            await().atMost(PASSED).until(() -> seen.size() > before + 3);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void aConsumerNeverSeesEnergyFallHoweverOftenWeAreKilledAndTheSourceIsReset() throws Exception {
        int kills = 0;
        try (Consumer consumer = new Consumer(port)) {
            Polymeter running = start();
            consumer.rises();
            await().atMost(SOON).until(() -> Files.exists(stored()));
            consumer.rises();
            for (int round = 0; round < 3; round++) {
                if (round == 1) {
                    resetSource();
                    consumer.rises();
                }
                running.kill();
                kills++;
                if (round == 2) {
                    resetSource();
                }
                running = start();
                consumer.rises();
            }
            running.close();
            assertThat(consumer.seen).isSorted();
            assertThat((double) consumer.last()).isLessThan(energyAtMost(kills));
            assertThat(consumer.last()).isGreaterThan(250_000);
        }
    }

    /// What was counted, and after each kill at most what might have been shown without our knowing.
    private static double energyAtMost(int kills) {
        return 250_000 + kills * LEEWAY + Duration.ofSeconds(150).toSeconds() * RATE;
    }

    @Test
    void aFileThatIsNoCountersIsSaidAndKeptAndTheMeterIsShown() throws Exception {
        try (Consumer consumer = new Consumer(port)) {
            Polymeter running = start();
            await().atMost(SOON).until(() -> Files.exists(stored()));
            running.close();
            String whole = Files.readString(stored());
            String half = whole.substring(0, whole.length() - 20);
            Files.writeString(stored(), half);
            // A write that a power cut interrupted is not looked at.
            Files.writeString(stored().resolveSibling("counters.new"), "polymeter cou");
            try (Polymeter again = start()) {
                again.says("the energy counters start again; the file is kept under another name");
                assertThat(again.lines("is not a counter")).hasSize(1);
                assertThat(stored().resolveSibling("counters.broken")).hasContent(half);
                consumer.rises();
            }
            assertThat(consumer.seen).isSorted();
            assertThat(Files.readString(stored())).startsWith("polymeter counters 1 ended\n");
            Files.write(stored(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
            try (Polymeter again = start()) {
                again.says("the energy counters start again; the file is kept under another name");
                consumer.rises();
            }
        }
    }
}
