package io.polymeter.lab.interop.modbus;

import static io.polymeter.lab.peer.Registers.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.KsemSite;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody sets the clock of the machine. Here libfaketime does, for our process alone.
@Timeout(60)
class ClockStepIT {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");

    @Test
    void anHourForwardOrBackOrTheYear1970ChangesNothing(@TempDir Path directory) throws Exception {
        Path offset = Files.writeString(directory.resolve("offset"), "+0\n");
        Map<String, String> environment = Map.of(
                "LD_PRELOAD", library().toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                // Else timed waits end at once, and the machine is busy with nothing else.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
        try (KsemSite site = new KsemSite(directory, "{ live: 1s, energy: 9s }", environment)) {
            site.startSlave(65);
            await().atMost(Duration.ofSeconds(15)).until(() -> energy(site).equals(List.of(hex(512, 2))));
            for (String step : List.of("+3600", "+0", "-3600", "-" + sinceTheFirstDayOf1970())) {
                site.startPush(1, 0);
                Files.writeString(offset, step + "\n");
                await().during(Duration.ofMillis(1_200))
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> fresh(site));
                site.stopPush();
                long stopped = System.nanoTime();
                assertThat(fresh(site)).as("after a step to " + step).isTrue();
                await().atMost(Duration.ofSeconds(10)).until(() -> !fresh(site));
                assertThat(Duration.ofNanos(System.nanoTime() - stopped))
                        .as("after a step to " + step)
                        .isBetween(Duration.ofMillis(600), Duration.ofMillis(2_000));
                assertThat(energy(site)).containsExactly(hex(512, 2));
            }
            assertTheClockWasSet(site.polymeter());
        }
    }

    /// Where a machine without a battery begins, in seconds before now.
    private static long sinceTheFirstDayOf1970() {
        return Instant.now().getEpochSecond() - Duration.ofDays(1).toSeconds();
    }

    /// Else all this would show nothing.
    private static void assertTheClockWasSet(Polymeter polymeter) {
        List<LocalDateTime> times = polymeter
                .log()
                .lines()
                .map(line -> LocalDateTime.parse(line.substring(0, 23), TIME))
                .toList();
        assertThat(Duration.between(
                        times.getFirst(),
                        times.stream().max(LocalDateTime::compareTo).orElseThrow()))
                .isGreaterThan(Duration.ofMinutes(59));
        assertThat(times.getLast()).isBefore(times.getFirst().minusMinutes(59));
    }

    private static boolean fresh(KsemSite site) throws IOException {
        return Stack.LIBMODBUS.client(site.tcp(), 1, "r3:0:8").equals(List.of(hex(0, 8)));
    }

    private static List<String> energy(KsemSite site) throws IOException {
        return Stack.LIBMODBUS.client(site.tcp(), 1, "r3:512:2");
    }

    private static Path library() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("/usr/lib"), 3)) {
            return files.filter(file -> file.endsWith("faketime/libfaketimeMT.so.1"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the package faketime is not installed"));
        }
    }
}
