package io.polymeter.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.config.Configuration;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The parts of the simulated house, each for itself.
class DemoPartsTest {

    @Test
    void whatWasOpenedLastIsClosedFirstAndAllOfIt() {
        List<String> closed = new ArrayList<>();
        CloseStack stack = new CloseStack();
        stack.add(() -> closed.add("first"));
        stack.add(() -> {
            closed.add("second");
            throw new IOException("stuck");
        });
        stack.add(() -> {
            closed.add("third");
            throw new IllegalStateException("worse");
        });
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(stack::close)
                .withMessageContaining("worse")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(closed).containsExactly("third", "second", "first");
    }

    @Test
    void aPortThatIsTakenIsLeftOut() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = FreePorts.from(taken.getLocalPort());
            assertThat(port).isNotEqualTo(taken.getLocalPort());
            try (ServerSocket mine = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(mine.isBound()).isTrue();
            }
        }
        assertThat(FreePorts.inside(1)).isNotEqualTo(FreePorts.inside(0));
    }

    @Test
    void theFolderIsItsOwnersAloneAndGoesWithWhatIsInIt() throws IOException {
        TemporaryFolder folder = TemporaryFolder.make("demo");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                .isEqualTo("rwx------");
        Files.createDirectories(folder.path().resolve("a/b"));
        Files.writeString(folder.path().resolve("a/b/c"), "x");
        folder.close();
        assertThat(Files.exists(folder.path())).isFalse();
        folder.close();
    }

    @Test
    void theBatteryChargesOnWhatIsFedInAndTimeGoesAsOutsideWhileTheMeterIsLate() {
        HouseBattery battery = new HouseBattery(60, LocalTime.of(10, 0), 0);
        assertThat(battery.second(1_000_000_000)).isEqualTo(36_000 + 60);
        for (long at = 0; at < 30; at++) {
            battery.told(-2_000, at * 1_000_000_000);
        }
        assertThat(battery.late()).isZero();
        battery.late(HouseBattery.LATEST, 30_000_000_000L);
        assertThat(battery.speed()).isEqualTo(1);
        assertThat(battery.second(31_000_000_000L)).isEqualTo(19.5 * 3600 + 1);
        assertThat(battery.cycle("ksem")).isGreaterThan(battery.cycle("pv"));
        battery.late(Duration.ZERO, 40_000_000_000L);
        assertThat(battery.speed()).isEqualTo(60);
        assertThat(battery.reads()).isPositive();
    }

    @Test
    void theChargerHasNoKeyBeforeTheHouseHasACertificate(@TempDir Path directory) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ChargerKey.context(directory, directory.resolve("state")))
                .withMessage("the house has no certificate yet");
    }

    @Test
    void theTableShowsEachMeterOnceAndWhatItsReadersSee() {
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol(), new ModbusProtocol()));
        Plan plan = wiring.plan(Configuration.parse(
                Path.of("x.yaml"), "meters: {}\n".getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds()));
        Snapshot nothing = new Snapshot(Objects.requireNonNull(plan), 0, List.of(), List.of(), List.of());
        List<String> lines = Screen.lines(nothing, List.of(new Reader.View("PLC", "plc", null, 0, 2, 0, "refused")));
        assertThat(lines.getFirst()).startsWith("meter").endsWith("quality");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("PLC") && line.contains("has no value: refused (0 answers, 2"));
        lines = Screen.lines(nothing, List.of(new Reader.View("PLC", "plc", -12.34, 3, 0, 1_500_000, "")));
        assertThat(lines.getLast())
                .contains("feeding in 12.3 W (3 answers, 0 refused, the last round trip took 1.5 ms)");
    }
}
