package io.polymeter.app.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.config.MeterSettings;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Trouble;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.SystemClock;
import io.polymeter.runtime.Wiring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A device that does not answer any more is looked for by itself, now and then, and is announced where it is found.
class DeviceWatchTest {

    private static final DeviceBook.Device DEVICE = new DeviceBook.Device("127.0.0.1", "b8:27:eb:36:42:42", "4711");

    private final Health health = new Health();
    private final List<String> searches = new ArrayList<>();
    private long nanos;
    private DeviceWatch.@Nullable Place place;

    private final class Here implements Context {
        @Override
        public Clock clock() {
            return new Clock() {
                @Override
                public long nanos() {
                    return nanos;
                }

                @Override
                public Instant wall() {
                    return Instant.EPOCH;
                }

                @Override
                public void sleep(Duration time) {
                    nanos += time.toNanos();
                }

                @Override
                public Signal signal() {
                    return new SystemClock().signal();
                }
            };
        }

        @Override
        public RandomGenerator random() {
            return RandomGenerator.getDefault();
        }

        @Override
        public Health health() {
            return health;
        }
    }

    private final class Finder implements DeviceWatch.Finder {
        @Override
        public DeviceWatch.@Nullable Place byHardware(DeviceBook.Device device) {
            searches.add("mac");
            return null;
        }

        @Override
        public DeviceWatch.@Nullable Place bySerial(
                DeviceBook.Device device, MeterSettings settings, @Nullable String target) {
            searches.add("serial");
            return place;
        }
    }

    private static Polymeter lost(Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("polymeter.yaml"), """
                meters:
                  grid: { profile: kostal-ksem, modbus: { poll: "tcp://127.0.0.1:9" } }
                """);
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol()));
        Plan plan = wiring.plan(Configuration.load(file, wiring.kinds()));
        return Polymeter.start(Objects.requireNonNull(plan));
    }

    @Test
    void whatMovedIsAnnouncedOnce(@TempDir Path directory) throws Exception {
        try (Polymeter polymeter = lost(directory)) {
            DeviceWatch watch = new DeviceWatch(polymeter, new ArpTable(directory.resolve("arp")), new Finder());
            watch.book().keep("grid", DEVICE);
            Context here = new Here();
            watch.look(here);
            nanos += Duration.ofMinutes(1).toNanos();
            watch.look(here);
            assertThat(searches).isEmpty();

            nanos += Duration.ofMinutes(2).toNanos();
            watch.look(here);
            watch.look(here);
            assertThat(searches).containsExactly("mac", "serial");
            assertThat(health.troubles()).isEmpty();

            nanos += Duration.ofMinutes(6).toNanos();
            watch.look(here);
            assertThat(searches).containsExactly("mac", "serial", "mac");

            place = new DeviceWatch.Place("10.0.0.7", 502, "serial", "4711");
            nanos += Duration.ofMinutes(30).toNanos();
            watch.look(here);
            watch.look(here);
            assertThat(searches).hasSize(5);
            Trouble told = health.troubles().getFirst();
            assertThat(told.field()).isEqualTo("grid");
            assertThat(told.sentence()).contains("same serial number");
            assertThat(told.example()).isEqualTo("10.0.0.7:502");
            assertThat(watch.moved("grid")).isEqualTo(place);
        }
    }
}
