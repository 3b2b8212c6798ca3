package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.SunspecDevice;
import io.polymeter.lab.peer.SunspecDevice.Chain;
import io.polymeter.lab.peer.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SunSpec devices of other makers, found out by `profile: auto`.
@Timeout(120)
class SunspecSourcesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// How many reads a measurement of the interval takes.
    private static final int READS = 20;

    @TempDir
    private Path directory;

    @Test
    void aValueNeverHasTheScaleFactorOfAnotherMoment() throws Exception {
        int there = Ports.free();
        int here = Ports.free();
        String text = """
                meters:
                  pv:
                    profile: auto
                    modbus: { poll: "tcp://127.0.0.1:%d", unit: 2, every: 50ms }
                outputs:
                  same: { meter: pv, modbus: { serve: "tcp://127.0.0.1:%2$d", unit: 2 } }
                  other: { meter: pv, profile: sunspec-meter, modbus: { serve: "tcp://127.0.0.1:%2$d", unit: 9 } }
                """.formatted(there, here);
        try (SunspecDevice _ = SunspecDevice.start("inverter", there, new Chain(2, 50_000, 65));
                Polymeter _ = Polymeter.run(directory, text).listening(here);
                FroniusReader same = new FroniusReader(here, 2);
                FroniusReader other = new FroniusReader(here, 9)) {
            // 50000: marker, common model of 65, an unknown one of 12, and 103.
            int w = 50_002 + 67 + 14 + 2 + 12;
            await().atMost(PATIENCE).ignoreExceptions().until(() -> words(same, w, 2).length == 2);
            List<Integer> factors = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                int[] pair = words(same, w, 2);
                factors.add((int) (short) pair[1]);
                assertThat((short) pair[0] * Math.pow(10, (short) pair[1])).isEqualTo(1_234);
                int[] shown = words(other, 40_088, 5);
                assertThat((short) shown[0] * Math.pow(10, (short) shown[4])).isEqualTo(1_234);
                return factors.contains(0) && factors.contains(-1) && factors.size() > 100;
            });
            Outcome read = Polymeter.command(
                    directory, "read", "tcp://127.0.0.1:" + there, "--unit", "2", "--profile", "auto", "--json");
            assertThat(read.exit()).as("%s", read).isZero();
            assertThat(read.out())
                    .contains("\"point\":\"manufacturer\",\"value\":\"ACME\"")
                    .contains("\"point\":\"active-power\",\"value\":1234,")
                    .contains("\"point\":\"cabinet-temperature\",\"value\":41.2,")
                    .contains("\"point\":\"frequency\",\"value\":null");
        }
    }

    /// Registers of one read; none where it was refused.
    private static int[] words(FroniusReader reader, int address, int count) throws IOException {
        String[] bytes = reader.ask(address, count).split(" ", -1);
        int[] words = new int[bytes[0].equals("03") ? count : 0];
        for (int i = 0; i < words.length; i++) {
            words[i] = Integer.parseInt(bytes[2 + 2 * i] + bytes[3 + 2 * i], 16);
        }
        return words;
    }

    @Test
    void killingOneOfThreeLeavesTheOthersTheirInterval() throws Exception {
        int[] ports = {Ports.free(), Ports.free(), Ports.free()};
        String text = """
                meters:
                  east: { profile: auto, modbus: { poll: "tcp://127.0.0.1:%d", every: 200ms } }
                  west: { profile: auto, modbus: { poll: "tcp://127.0.0.1:%d", unit: 3, every: 200ms } }
                  grid: { profile: auto, modbus: { poll: "tcp://127.0.0.1:%d", every: 200ms } }
                """.formatted(ports[0], ports[1], ports[2]);
        try (SunspecDevice east = SunspecDevice.start("inverter", ports[0], new Chain(2, 40_000, 66));
                SunspecDevice west = SunspecDevice.start("inverter", ports[1], new Chain(3, 0, 65));
                SunspecDevice grid = SunspecDevice.start("meter", ports[2], new Chain(1, 40_000, 65));
                Polymeter polymeter = Polymeter.run(directory, text)) {
            polymeter
                    .says("east.poll: is answered")
                    .says("west.poll: is answered")
                    .says("grid.poll: is answered");
            List<SunspecDevice> left = List.of(west, grid);
            keepsItsInterval(left);
            east.freeze();
            keepsItsInterval(left);
            polymeter.says("east.poll: away");
            east.die();
            keepsItsInterval(left);
            assertThat(polymeter.lines("west.poll:")).hasSize(2);
            assertThat(polymeter.lines("grid.poll:")).hasSize(2);
        }
    }

    private static void keepsItsInterval(List<SunspecDevice> devices) throws Exception {
        for (SunspecDevice device : devices) {
            device.gaps();
        }
        for (SunspecDevice device : devices) {
            SunspecDevice.Gaps[] seen = {null};
            int[] count = {0};
            await().pollInterval(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> {
                seen[0] = device.gaps();
                count[0] += seen[0].count();
                // A busy machine may delay a read, but not most of them, and none by a time-out of another device.
                assertThat(seen[0].most()).isLessThan(900);
                return count[0] >= READS;
            });
            assertThat(seen[0].median()).isBetween(170, 260);
        }
    }

    @Test
    void whoWatchesADeviceHearsOfALostReplyAndGoesOn() throws Exception {
        int port = Ports.free();
        Path out = directory.resolve("watch.out");
        Path err = directory.resolve("watch.err");
        List<String> command = Polymeter.command(
                "read", "tcp://127.0.0.1:" + port, "--unit", "1", "--profile", "auto", "--watch", "--json");
        SunspecDevice first = SunspecDevice.start("meter", port, new Chain(1, 40_000, 65));
        Process watching = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> Texts.count(out, "\"active-power\"") > 0);
            first.die();
            await().atMost(PATIENCE).until(() -> Texts.count(err, "retrying in 1 s") > 0);
            long before = Texts.count(out, "\"active-power\"");
            try (SunspecDevice _ = SunspecDevice.start("meter", port, new Chain(1, 40_000, 66))) {
                await().atMost(PATIENCE).until(() -> Texts.count(out, "\"active-power\"") > before);
            }
            assertThat(watching.isAlive()).isTrue();
        } finally {
            watching.destroyForcibly();
        }
    }
}
