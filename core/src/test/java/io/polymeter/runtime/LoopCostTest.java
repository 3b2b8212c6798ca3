package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.loop.GroupTiming;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.store.Meter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What it costs to follow the loops: ten outputs, each asked ten times a second, a push every 200 ms.
@Timeout(120)
class LoopCostTest {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final int OUTPUTS = 10;
    private static final long LOOK = 50_000_000;
    private static final int WARM = 300;
    private static final int SECONDS = 1200;

    private static Polymeter polymeter() {
        StringBuilder yaml = new StringBuilder("""
                meters:
                  grid: { profile: kostal-ksem, modbus: { poll: "tcp://127.0.0.1:9" } }
                  battery: { role: storage, profile: kostal-ksem, modbus: { poll: "tcp://127.0.0.1:9", unit: 2 } }
                outputs:
                """);
        for (int i = 0; i < OUTPUTS; i++) {
            yaml.append("  o%d: { meter: grid, modbus: { serve: \"tcp://127.0.0.1:%d\" } }%n"
                    .formatted(i, House.freePort()));
        }
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol()));
        Configuration configuration = Configuration.parse(
                Path.of("polymeter.yaml"), yaml.toString().getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
        return Polymeter.start(Objects.requireNonNull(
                wiring.plan(configuration),
                () -> configuration.problems().sorted().toString()));
    }

    private record Stretch(int from, int seconds, boolean followed) {}

    /// Processor time of a stretch of such a day, nanoseconds.
    private static long lived(Polymeter polymeter, LoopWatch watch, Stretch stretch) {
        Meter grid = polymeter.meters().find("grid").orElseThrow();
        Meter battery = polymeter.meters().find("battery").orElseThrow();
        long begin = polymeter.clock().nanos() + stretch.from() * 1_000_000_000L;
        List<GroupTiming> timings = polymeter.outputs().stream()
                .map(output -> Objects.requireNonNull(
                                output.statistics().apply(begin).timing())
                        .group("live"))
                .toList();
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long measured = begin;
        for (long look = 0; look < stretch.seconds() * 20L; look++) {
            long now = begin + look * LOOK;
            if (look % 4 == 0) {
                measured = now;
                grid.update(state -> state.with(power(now, 400 * Math.sin(now / 1.2e9))));
                battery.update(state -> state.with(power(now, 300 * Math.cos(now / 1.2e9))));
            }
            if (stretch.followed()) {
                watch.look(now);
                if (look % 2 == 0) {
                    for (int i = 0; i < timings.size(); i++) {
                        timings.get(i).answered(i, now, measured);
                    }
                }
            }
        }
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    private static Readings power(long instant, double watts) {
        return Readings.NONE.toBuilder().put(POWER, watts, instant).build();
    }

    @Test
    void tenOutputsTakeLessThanAHundredthOfACore() {
        try (Polymeter polymeter = polymeter()) {
            LoopWatch watch = new LoopWatch(polymeter);
            var _ = lived(polymeter, watch, new Stretch(0, WARM, true));
            long without = lived(polymeter, watch, new Stretch(WARM, SECONDS, false));
            long with = lived(polymeter, watch, new Stretch(WARM + SECONDS, SECONDS, true));
            assertThat(watch.reports().get("o3"))
                    .isNotNull()
                    .extracting(report -> report.swing().windows())
                    .isNotEqualTo(0);
            double share = (with - without) / (SECONDS * 1e9);
            assertThat(share).as("share of a core, %.4f", share).isBetween(0.00001, 0.01);
        }
    }
}
