package io.polymeter.app.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.Configuration;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Drill;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each cut between a device that answers over TCP and a consumer that reads over TCP: both see what its name says.
class DrillCutsTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LENGTH = Duration.ofSeconds(3);
    private static final String DEVICE = """
            id: device
            title: Device
            source: made up for this test
            confidence: one-source
            modbus: { unit: 1, functions: [3], max-read: 10, when-stale: exception }
            groups: { live: { fresh-for: 1s, every: 200ms } }
            spans: [{ at: 0, count: 2, group: live }]
            registers:
              - { at: 0, as: i32, unit: W, point: active-power, name: Power }
            """;

    @TempDir
    private Path directory;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final List<Look> looks = new CopyOnWriteArrayList<>();
    private ServerSocket device;
    private Polymeter polymeter;
    private Drills drills;
    private int port;

    /// What the consumer was told and the device had seen at a moment; the consumer's word is a float's bits, or null.
    private record Look(long nanos, String told, int requests, int accepted, int open) {}

    @BeforeEach
    void begin() throws Exception {
        device = new ServerSocket(0, 10, HERE);
        Thread.ofVirtual().start(this::accept);
        try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
            port = free.getLocalPort();
        }
        start("");
    }

    private void start(String role) throws Exception {
        Files.writeString(directory.resolve("device.yaml"), DEVICE);
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, """
                meters:
                  grid: { profile: ./device.yaml, modbus: { poll: "tcp://127.0.0.1:%d" } }
                outputs:
                  inverter:
                    meter: grid
                    profile: fronius-smart-meter
                    %s
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
                state: %s
                """.formatted(device.getLocalPort(), role, port, directory));
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol()));
        Configuration read = Configuration.load(file, wiring.kinds());
        Plan plan = Objects.requireNonNull(
                wiring.plan(read), () -> read.problems().sorted().toString());
        Files.createDirectories(DrillLink.directory(directory));
        polymeter = Polymeter.start(plan);
        drills = new Drills(polymeter, directory, file, "test");
        await().atMost(SOON).until(() -> ask().startsWith("value"));
    }

    @AfterEach
    void end() throws Exception {
        polymeter.close();
        device.close();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = device.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    /// Another power with each answer.
    private void serve(Socket socket) {
        open.incrementAndGet();
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] request = new byte[12];
            while (true) {
                in.readFully(request);
                int power = 1000 + requests.incrementAndGet();
                socket.getOutputStream()
                        .write(ByteBuffer.allocate(13)
                                .put(request, 0, 4)
                                .putShort((short) 7)
                                .put(request, 6, 2)
                                .put((byte) 4)
                                .putInt(power)
                                .array());
            }
        } catch (IOException _) {
            // The connection ended.
        } finally {
            open.decrementAndGet();
        }
    }

    /// What a consumer is told.
    private String ask() {
        try (Socket socket = new Socket(HERE, port)) {
            socket.setSoTimeout(2000);
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(12)
                            .putInt(1 << 16)
                            .putShort((short) 6)
                            .putShort((short) (240 << 8 | 3))
                            .putShort((short) 40_097)
                            .putShort((short) 2)
                            .array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] head = new byte[9];
            in.readFully(head);
            return head[7] == 3 ? "value " + in.readFloat() : "exception " + head[8];
        } catch (IOException e) {
            return "no connection: " + e.getClass().getSimpleName();
        }
    }

    /// Cuts, while a consumer reads.
    private JsonValue cut(Drill.Cut cut) throws Exception {
        Thread consumer = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                String told = ask();
                looks.add(new Look(System.nanoTime(), told, requests.get(), accepted.get(), open.get()));
                java.util.concurrent.locks.LockSupport.parkNanos(40_000_000);
            }
        });
        try {
            return drills.run(new Drills.Wish("inverter", cut, LENGTH)).build();
        } finally {
            consumer.interrupt();
            consumer.join();
        }
    }

    /// What was seen well within the cut, which begins two seconds after the drill, from the time on that values are
    /// too old.
    private List<Look> within() {
        long begin = looks.getFirst().nanos() + Duration.ofMillis(3500).toNanos();
        long end = looks.getFirst().nanos() + Duration.ofMillis(4800).toNanos();
        List<Look> within = looks.stream()
                .filter(look -> look.nanos() > begin && look.nanos() < end)
                .toList();
        assertThat(within).hasSizeGreaterThan(5);
        return within;
    }

    private static double number(JsonValue report, String key) {
        return report.get(key) instanceof JsonValue.NumberValue(String text) ? Double.parseDouble(text) : Double.NaN;
    }

    private void isStale(JsonValue report) {
        assertThat(report.text("told")).isEqualTo("exception: stale");
        assertThat(number(report, "last-served-s")).isBetween(0.0, 1.4);
        assertThat(number(report, "oldest-served-s")).isLessThanOrEqualTo(1.05);
        assertThat(within()).allMatch(look -> look.told().startsWith("exception"));
        assertThat(number(report, "recovered-s")).isBetween(0.0, 10.0);
    }

    @Test
    void aSilentSourceIsStillConnectedAndItsValuesEnd() throws Exception {
        JsonValue report = cut(Drill.Cut.SILENCE);
        isStale(report);
        assertThat(within().getLast().requests())
                .isGreaterThan(within().getFirst().requests());
        assertThat(accepted).hasValue(1);
    }

    @Test
    void aResetSourceIsNotConnectedUntilTheEnd() throws Exception {
        JsonValue report = cut(Drill.Cut.RESET);
        isStale(report);
        assertThat(within()).allMatch(look -> look.open() == 0 && look.accepted() == 1);
        assertThat(accepted).hasValue(2);
        assertThat(report.text("how")).contains("connection").contains("closed");
    }

    @Test
    void aFrozenSourceIsServedAsFreshAndTheReportSaysSo() throws Exception {
        JsonValue report = cut(Drill.Cut.FROZEN);
        assertThat(report.text("told")).isEqualTo("the last values, as fresh");
        assertThat(number(report, "last-served-s")).isGreaterThan(2.7);
        assertThat(within().stream().map(Look::told).distinct())
                .singleElement()
                .satisfies(told -> assertThat(told).startsWith("value"));
        assertThat(within().getLast().requests())
                .isGreaterThan(within().getFirst().requests());
        String frozen = within().getFirst().told();
        await().atMost(SOON).until(() -> ask().startsWith("value") && !ask().equals(frozen));
    }

    @Test
    void garbageEndsTheConnectionAndTheSourceIsAskedAgain() throws Exception {
        JsonValue report = cut(Drill.Cut.GARBAGE);
        isStale(report);
        assertThat(accepted).hasValueGreaterThan(1);
    }

    @Test
    void anOutputThatIsGoneTakesNoConnectionWhileItsSourceIsRead() throws Exception {
        JsonValue report = cut(Drill.Cut.GONE);
        assertThat(report.text("told")).isEqualTo("nothing: no endpoint was open");
        assertThat(number(report, "served-meanwhile")).isLessThanOrEqualTo(1);
        assertThat(within()).allMatch(look -> look.told().equals("no connection: ConnectException"));
        assertThat(within().getLast().requests())
                .isGreaterThan(within().getFirst().requests());
        assertThat(number(report, "recovered-s")).isBetween(0.0, 5.0);
        assertThat(DrillPage.html(report))
                .contains("Drill of inverter: gone")
                .contains(Objects.requireNonNull(report.text("signature")))
                .doesNotContain("http");
    }

    @Test
    void aConsumerThatKeepsALimitIsNotCutWhilePowerIsFedIn() throws Exception {
        polymeter.close();
        requests.set(-5000);
        start("role: limit");
        assertThatThrownBy(() -> drills.run(new Drills.Wish("inverter", Drill.Cut.SILENCE, LENGTH)))
                .isInstanceOf(Drill.RefusedException.class)
                .hasMessageContaining("near a limit")
                .hasMessageContaining("fed in");
        requests.set(1000);
        await().atMost(SOON).until(() -> !ask().contains("-"));
        assertThat(Objects.requireNonNull(Drill.of(polymeter, "inverter")).check(Drill.Cut.SILENCE))
                .isEmpty();
    }
}
