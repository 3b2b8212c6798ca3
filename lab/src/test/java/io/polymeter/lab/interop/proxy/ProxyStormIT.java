package io.polymeter.lab.interop.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.ProxySite;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.SoloDevice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Twenty clients with random reads, time-outs and disconnects on a proxy, before a device that stumbles: every
/// reply matches its request, and the poll on the same connection goes on. `lab/storm` makes it ten minutes.
@Timeout(90)
class ProxyStormIT {

    private static final int SECONDS = 15;

    private static final String READ = "00 01 00 00 00 06 01 03 00 00 00 04";

    @Test
    void everyReplyMatchesItsRequest(@TempDir Path directory) throws Exception {
        SoloDevice.Temper stumbling = new SoloDevice.Temper(0, 2000, 3000);
        try (ProxySite site = new ProxySite(directory, stumbling, "");
                RawTcp mirror = new RawTcp(site.mirror)) {
            Process storm = new ProcessBuilder(List.of(
                            "/usr/bin/python3",
                            Checkouts.path("lab/peers/python/share.py").toString(),
                            "storm",
                            "127.0.0.1",
                            String.valueOf(site.shared),
                            "20",
                            String.valueOf(SECONDS),
                            "1"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int polls = site.device.polls.get();
            try {
                while (!Outcome.ends(storm, Duration.ofMillis(200))) {
                    assertThat(mirror.ask(READ)).as("the poll goes on").startsWith("00 01 00 00 00 0b 01 03 08");
                }
                String line = new String(storm.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                        .strip();
                int polled = site.device.polls.get() - polls;
                System.out.println("proxy: in " + SECONDS + " s, " + line + "; polls " + polled);
                assertThat(line).matches("clients 20, .*, wrong 0");
                assertThat(number(line, "matching replies")).isGreaterThan(100L * SECONDS);
                assertThat(polled).isGreaterThan(SECONDS);
                // Whoever comes back at once may be a moment before the device has seen the end of the last connection.
                assertThat(site.device.turnedAway.get())
                        .as("it saw one client, of %s connections", site.device.connections)
                        .isLessThanOrEqualTo(site.device.connections.get() / 2);
            } finally {
                storm.destroyForcibly();
            }
        }
    }

    private static long number(String line, String what) {
        int at = line.indexOf(what) + what.length() + 1;
        return Long.parseLong(line.substring(at, line.indexOf(',', at)));
    }
}
