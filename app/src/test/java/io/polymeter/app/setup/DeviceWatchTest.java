package io.polymeter.app.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.config.MeterSettings;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Trouble;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
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

    private static void says(Polymeter polymeter, String serial) {
        polymeter
                .meters()
                .find("grid")
                .orElseThrow()
                .update(state -> state.with(state.measured().toBuilder()
                        .put(Point.of(Quantity.SERIAL), serial, 1)
                        .build()));
    }

    private DeviceWatch watch(Polymeter polymeter, Path directory) {
        return new DeviceWatch(polymeter, new ArpTable(directory.resolve("arp")), new Finder());
    }

    @Test
    void anotherDeviceIsToldUntilTheFormerOneIsBack(@TempDir Path directory) throws Exception {
        try (Polymeter polymeter = lost(directory)) {
            DeviceWatch watch = watch(polymeter, directory);
            Context here = new Here();
            says(polymeter, "4711");
            watch.serials(here);
            assertThat(health.troubles()).isEmpty();

            says(polymeter, "4712");
            watch.serials(here);
            watch.look(here);
            watch.serials(here);

            Trouble told = health.troubles().getFirst();
            assertThat(told.field()).isEqualTo("grid");
            assertThat(told.sentence()).startsWith("another device answers");
            assertThat(told.example()).isEqualTo("4711 → 4712");
            says(polymeter, "");
            watch.serials(here);
            assertThat(health.troubles())
                    .as("one that says nothing is not the former one")
                    .hasSize(1);
            assertThat(Objects.requireNonNull(
                                    new DeviceBook(polymeter.plan().settings().state()).of("grid"))
                            .serial())
                    .as("after a restart it is another one still")
                    .isEqualTo("4711");
            says(polymeter, "4711");
            watch.serials(here);
            assertThat(health.troubles()).isEmpty();
        }
    }

    @Test
    void whatSomebodySaidWasReplacedIsRight(@TempDir Path directory) throws Exception {
        try (Polymeter polymeter = lost(directory)) {
            DeviceWatch watch = watch(polymeter, directory);
            Context here = new Here();
            says(polymeter, "1");
            watch.serials(here);

            assertThat(watch.replaced("grid")).as("another one answers").isFalse();
            says(polymeter, "2");
            watch.serials(here);
            assertThat(health.troubles()).as("it was announced").isEmpty();

            says(polymeter, "3");
            watch.serials(here);
            assertThat(health.troubles())
                    .as("one announcement is for one device")
                    .hasSize(1);
            assertThat(watch.replaced("grid")).isTrue();
            watch.serials(here);
            assertThat(health.troubles()).isEmpty();
            assertThat(Objects.requireNonNull(watch.book().of("grid")).serial()).isEqualTo("3");

            assertThat(watch.replaced("grid")).isFalse();
            watch.kept("grid");
            says(polymeter, "4");
            watch.serials(here);
            assertThat(health.troubles()).as("it was to stay").hasSize(1);
        }
    }

    @Test
    void countersThatGoOnWaitingMakeNoSecondDeviceRight(@TempDir Path directory) throws Exception {
        OtherDevices others = new OtherDevices(new DeviceBook(directory));
        assertThat(others.compare("grid", "1")).isNull();
        for (String serial : List.of("1", "2")) {
            others.awaited("grid", true);
            assertThat(others.compare("grid", serial)).isNull();
        }
        others.awaited("grid", true);
        assertThat(others.compare("grid", "3")).isNotNull();
        others.awaited("grid", false);
        others.awaited("grid", true);
        assertThat(others.compare("grid", "3")).isNull();
    }

    @Test
    void aMeterThatIsNotConfiguredAnyMoreIsForgotten(@TempDir Path directory) {
        OtherDevices others = new OtherDevices(new DeviceBook(directory));
        assertThat(others.compare("pv", "1")).isNull();
        assertThat(others.compare("pv", "2")).isNotNull();
        assertThat(others.without(List.of("pv", "grid"))).isEmpty();
        assertThat(others.without(List.of("grid"))).containsExactly("pv");
        assertThat(others.isOther("pv")).isFalse();
    }
}
