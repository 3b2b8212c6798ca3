package io.polymeter.link.p1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.platform.Site;
import io.polymeter.modbus.serial.Pty;
import io.polymeter.point.Point;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A P1 cable at a serial port.
@Timeout(60)
class P1LinkTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point POWER_L1 = Point.parse("active-power.L1").orElseThrow();

    private static void send(Pty pty, byte[] bytes) throws IOException {
        pty.master().write(bytes, bytes.length);
    }

    private static String rate(Pty pty) throws IOException {
        Process stty = new ProcessBuilder("stty", "-F", pty.device().toString(), "speed").start();
        return stty.inputReader().readAllAsString().strip();
    }

    /// DSMR 2 and 3 send at another rate than later meters: without `line` both are tried.
    @Test
    void theLineIsFoundOut() throws IOException {
        try (Pty pty = Pty.open();
                Site site = new Site(
                        P1Protocol.create(), "meters: { grid: { p1: { from: \"serial://" + pty.device() + "\" } } }")) {
            await().until(() -> rate(pty).equals("115200"));
            byte[] rubbish = P1Telegrams.inverted(P1Telegrams.withChecksum(P1Telegrams.DUTCH));
            send(pty, rubbish);
            await().until(() -> site.reason("grid.p1").contains("for 15 s: what is received is no text"));
            await().until(() -> rate(pty).equals("9600"));
            send(pty, P1Telegrams.withParity(P1Telegrams.without(P1Telegrams.OLD)));
            await().until(() -> site.value("grid", POWER) == -840);
            assertThat(site.reason("grid.p1"))
                    .isEqualTo("receives from meter KA6U001660297912 at serial://" + pty.device());
        }
    }

    @Test
    void aMeterOfOnePhaseIsThatPhase() throws IOException {
        try (Pty pty = Pty.open();
                Site site = new Site(P1Protocol.create(), """
                        meters: { grid: { phase: L1, p1: { from: "serial://%s", line: 115200-8N1 } } }
                        """.formatted(pty.device()))) {
            await().until(() -> {
                send(pty, P1Telegrams.withChecksum(P1Telegrams.OLD));
                return site.value("grid", POWER) == -840;
            });
            assertThat(site.value("grid", POWER_L1)).isEqualTo(-840);
            send(pty, P1Telegrams.withChecksum(P1Telegrams.OLD.replace("0000.84", "0000.85")));
            await().until(() -> site.value("grid", POWER_L1) == -850);
        }
    }
}
