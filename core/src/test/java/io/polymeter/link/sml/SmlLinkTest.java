package io.polymeter.link.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.platform.Site;
import io.polymeter.modbus.serial.Pty;
import io.polymeter.point.Point;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A head at a serial port, and one behind a TCP port.
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
                await().until(() -> site.reason("grid.sml").equals("hears 1ISK0062047445 at serial://" + head));
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
            assertThat(site.counter("grid.sml", "refused-telegrams")).isEqualTo(4);
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
                        || site.reason("grid.sml").contains("hears tcp"));
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
