package io.polymeter.link.han;

import static org.awaitility.Awaitility.await;

import io.polymeter.link.platform.Site;
import io.polymeter.link.telegram.Ciphering;
import io.polymeter.modbus.serial.Pty;
import io.polymeter.point.Point;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A customer port at a serial adapter.
@Timeout(60)
class HanLinkTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final String KEY = "62F9445B069BA866068B8036F2612030";

    private static void send(Pty pty, byte[] apdu) throws IOException {
        byte[] frames = Frames.mbus(apdu, 20);
        pty.master().write(frames, frames.length);
    }

    private static byte[] power(int watts) {
        return Frames.notification(
                "00", String.format("02 01 02 03 09 06 01 00 10 07 00 ff 05 %08x 02 02 0f 00 16 1b", watts));
    }

    @Test
    void aWrongKeyIsSaidAndARightOneOpens() throws IOException {
        Ciphering meter = new Ciphering(KEY, "00000000000000000000000000000000");
        String source = "meters: { grid: { han: { from: \"serial://%s\", line: 2400-8E1, key: %s } } }";
        try (Pty pty = Pty.open()) {
            try (Site site = new Site(HanProtocol.create(), source.formatted(pty.device(), "0".repeat(32)))) {
                int[] counter = {0};
                await().until(() -> {
                    send(pty, meter.frame(power(7), ++counter[0], 0x20));
                    return site.reason("grid.han").endsWith("is refused: decryption failed; check 'key'");
                });
            }
            try (Site site = new Site(HanProtocol.create(), source.formatted(pty.device(), KEY))) {
                int[] counter = {1000};
                await().until(() -> {
                    send(pty, meter.frame(power(-7), ++counter[0], 0x20));
                    return site.value("grid", POWER) == -7;
                });
            }
        }
    }
}
