package io.polymeter.link.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.link.platform.Site;
import io.polymeter.modbus.serial.Pty;
import io.polymeter.point.Point;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A head at a serial port, and one behind a TCP port.
/// A bridge is asked through a `FetchedLine`, and all of it planned by `StreamProtocol`.
@Timeout(60)
class SmlLinkTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point VOLTAGE = Point.parse("voltage.L1").orElseThrow();
    private static final Point ENERGY = Point.parse("active-energy-import").orElseThrow();

    @TempDir
    Path directory;

    private static byte[] file(int power) {
        return new SmlFile("0a 01 49 53 4b 00 03 b2 c4 d5")
                .entry("01 00 01 08 00 ff", "65 00 00 01 82 01 62 1e 52 ff 55 00 00 12 34")
                .value("01 00 10 07 00 ff", 27, 0, power)
                .value("01 00 20 07 00 ff", 35, -1, 2301)
                .bytes();
    }

    private static void send(Pty pty, byte[] bytes) throws IOException {
        pty.master().write(bytes, bytes.length);
    }

    private static Site site(String source) {
        return new Site(SmlProtocol.create(), "meters: { grid: { sml: { from: \"" + source + "\" } } }");
    }

    @Test
    void aHeadComesBackAfterItWasUnplugged() throws IOException {
        Path head = directory.resolve("usb-optical-head");
        try (Site site = site("serial://" + head)) {
            await().until(() -> site.reason("grid.sml").startsWith("there is no " + head));
            try (Pty pty = Pty.open()) {
                Files.createSymbolicLink(head, pty.device());
                await().until(() -> {
                    send(pty, file(-1234));
                    return site.value("grid", POWER) == -1234;
                });
                assertThat(site.value("grid", ENERGY)).isEqualTo(466.0);
                await().until(() ->
                        site.reason("grid.sml").equals("receives from meter 1ISK0062047445 at serial://" + head));
                Files.delete(head);
            }
            await().until(() -> !site.reason("grid.sml").startsWith("hears"));
            try (Pty pty = Pty.open()) {
                Files.createSymbolicLink(head, pty.device());
                await().until(() -> {
                    send(pty, file(77));
                    return site.value("grid", POWER) == 77;
                });
            }
        }
    }

    /// A bridge as Tibber's keeps the last telegram: the same bytes again are no news.
    @Test
    void aBridgeIsAskedForTheLastTelegram() throws IOException {
        AtomicReference<byte[]> kept = new AtomicReference<>(file(-777));
        AtomicInteger asked = new AtomicInteger();
        HttpServer bridge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        bridge.createContext("/data.json", exchange -> {
            String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean known = login.equals("Basic YWRtaW46QUJDRC0xMjM0")
                    && "node_id=1".equals(exchange.getRequestURI().getQuery());
            if (!known) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"bridge\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                asked.incrementAndGet();
                byte[] telegram = kept.get();
                exchange.sendResponseHeaders(200, telegram.length == 0 ? -1 : telegram.length);
                exchange.getResponseBody().write(telegram);
            }
            exchange.close();
        });
        bridge.start();
        String place = "http://127.0.0.1:" + bridge.getAddress().getPort() + "/data.json?node_id=1";
        try (Site site = new Site(
                SmlProtocol.create(),
                "meters: { grid: { sml: { from: \"" + place
                        + "\", username: admin, password: ABCD-1234, every: 500ms } } }")) {
            await().until(() -> site.value("grid", POWER) == -777);
            int before = asked.get();
            await().until(() -> asked.get() > before + 3);
            assertThat(site.counter("grid.sml", "telegrams"))
                    .as("it was received once")
                    .isEqualTo(1);
            byte[] next = file(4321);
            kept.set(Arrays.copyOf(next, next.length / 2));
            int cut = asked.get();
            await().until(() -> asked.get() > cut + 1);
            kept.set(new byte[0]);
            int empty = asked.get();
            await().until(() -> asked.get() > empty + 1);
            assertThat(site.value("grid", POWER)).isEqualTo(-777);
            kept.set(next);
            await().until(() -> site.value("grid", POWER) == 4321);
        } finally {
            bridge.stop(0);
        }
        try (Site site = site(place)) {
            await().until(() -> site.reason("grid.sml").contains("refuses the connection"));
        }
    }

    @Test
    void silenceAndRefusalsAreSaidAndValuesGrowOld() throws IOException {
        try (Pty pty = Pty.open();
                Site site = site("serial://" + pty.device())) {
            await().until(() -> {
                send(pty, file(5));
                return site.value("grid", POWER) == 5;
            });
            byte[] broken = file(9);
            broken[60] ^= 1;
            for (int i = 0; i < 5; i++) {
                send(pty, broken);
            }
            await().until(() -> site.reason("grid.sml")
                    .equals("every telegram of serial://" + pty.device()
                            + " is refused: it ends too early, or its checksum is wrong"));
            await().until(() -> site.counter("grid.sml", "refused-telegrams") == 4);
            assertThat(site.value("grid", POWER)).isEqualTo(5);
            assertThat(site.age("grid", POWER)).isPositive();
            await().until(() -> {
                send(pty, file(6));
                return site.value("grid", POWER) == 6;
            });
            await().until(() ->
                    site.reason("grid.sml").equals("no telegram from serial://" + pty.device() + " for 15 s"));
            assertThat(site.age("grid", POWER)).isGreaterThanOrEqualTo(Duration.ofSeconds(15));
        }
    }

    /// What the list no longer says is absent at once, not after its age.
    @Test
    void aListThatLosesAValueLosesIt() throws IOException {
        try (Pty pty = Pty.open();
                Site site = site("serial://" + pty.device())) {
            await().until(() -> {
                send(pty, file(5));
                return site.value("grid", POWER) == 5;
            });
            byte[] energyAlone = new SmlFile("0a 01 49 53 4b 00 03 b2 c4 d5")
                    .entry("01 00 01 08 00 ff", "01 01 62 1e 52 03 55 00 00 00 02")
                    .bytes();
            // A step that no connection carries is shown once the next telegram confirms it.
            await().until(() -> {
                send(pty, energyAlone);
                return site.value("grid", ENERGY) == 2000;
            });
            assertThat(site.readings("grid").has(POWER)).isFalse();
            assertThat(site.readings("grid").has(VOLTAGE)).isFalse();
            assertThat(site.reason("grid.sml")).contains("enter the PIN at the meter");
        }
    }

    @Test
    void aHeadBehindATcpPortIsHeardAgainAfterItBrokeOff() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Site site = site("tcp://127.0.0.1:" + server.getLocalPort())) {
            for (int power = 1; power <= 2; power++) {
                int expected = power;
                try (Socket head = server.accept()) {
                    byte[] file = file(power);
                    head.getOutputStream().write(file, 0, 50);
                    head.getOutputStream().flush();
                    head.getOutputStream().write(file, 50, file.length - 50);
                    await().until(() -> site.value("grid", POWER) == expected);
                }
                await().until(() -> site.reason("grid.sml").contains("connection closed by the other side")
                        || site.reason("grid.sml").contains("receives from tcp"));
            }
        }
    }

    @Test
    void aRefusedFieldIsToldByName() throws IOException {
        try (Pty pty = Pty.open();
                Site site = site("serial://" + pty.device())) {
            byte[] odd = new SmlFile("0a 01 49 53 4b 00 03 b2 c4 d5")
                    .value("01 00 10 07 00 ff", 30, 0, 5)
                    .value("01 00 20 07 00 ff", 35, -1, 2301)
                    .bytes();
            await().until(() -> {
                send(pty, odd);
                return site.value("grid", VOLTAGE) == 230.1;
            });
            assertThat(site.readings("grid").has(POWER)).isFalse();
            assertThat(site.counter("grid.sml", "refused-fields")).isPositive();
        }
    }

    @Test
    void oneOfTwoMetersCannotTakeTheOthersHead() {
        assertThat(Site.problems(
                        SmlProtocol.create(),
                        "meters: { a: { sml: { from: serial:///dev/x } }, b: { sml: { from: serial:///dev/x } } }"))
                .containsExactly("meters.b.sml.from: /dev/x is taken by meters.a.sml.from");
    }
}
