package io.polymeter.lab.interop.victron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.DbusDaemon;
import io.polymeter.lab.peer.DbusProgram;
import io.polymeter.lab.peer.Polymeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A GX device's settings service hands out device instances; dbus-python plays it.
@Timeout(60)
class VictronInstancesIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String SERVICE = "com.victronenergy.grid.polymeter_my-meter";

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTheMeter() throws IOException {
        Files.writeString(directory.resolve("day.yaml"), "steps: [ { at: 0s, values: { active-power: 5 } } ]");
    }

    private Polymeter run(DbusDaemon bus) throws IOException {
        return Polymeter.run(directory, """
            meters:
              m: { simulate: { scenario: ./day.yaml } }
            outputs:
              my-meter: { meter: m, victron: { service: grid, bus: "%s", instance: 31 } }
            """.formatted(bus.address()));
    }

    private static void hasInstance(DbusDaemon bus, String instance) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> bus.value(SERVICE, "/DeviceInstance").equals(instance));
    }

    @Test
    void theInstanceIsTheOneThatIsHandedOut() throws Exception {
        try (DbusDaemon bus = new DbusDaemon(directory);
                DbusProgram settings = bus.program("settings", "3");
                Polymeter polymeter = run(bus)) {
            hasInstance(bus, "34");
            assertThat(settings.said("asked")).containsOnly("polymeter_my_2dmeter/ClassAndVrmInstance\tgrid:31");
            polymeter.says("instance 34");
        }
    }

    @Test
    void withoutSettingsItIsTheConfiguredOneUntilTheSettingsCome() throws Exception {
        try (DbusDaemon bus = new DbusDaemon(directory);
                Polymeter _ = run(bus)) {
            hasInstance(bus, "31");
            try (DbusProgram settings = bus.program("settings", "5")) {
                hasInstance(bus, "36");
                // A person gives it another one.
                settings.tell("77");
                hasInstance(bus, "77");
                assertThat(bus.value(SERVICE, "/Ac/L1/Power")).isEqualTo("5.0");
            }
            // Settings that go take no instance away; those that come back know another one.
            assertThat(bus.value(SERVICE, "/DeviceInstance")).isEqualTo("77");
            try (DbusProgram _ = bus.program("settings", "0")) {
                hasInstance(bus, "31");
            }
        }
    }

    /// What an older program, or a person, has left in the settings.
    @ParameterizedTest
    @CsvSource({
        "pvinverter:40, 40, grid:40",
        "acload:40, 40, grid:40",
        "grid:abc, 31, grid:31",
        "'', 31, grid:31",
        "rubbish, 31, grid:31"
    })
    void settingsOfAnotherClassOrWithoutSenseKeepNoServiceAway(String left, String instance, String written)
            throws Exception {
        try (DbusDaemon bus = new DbusDaemon(directory);
                DbusProgram settings = bus.program("settings", "0", left.isEmpty() ? " " : left);
                Polymeter polymeter = run(bus)) {
            hasInstance(bus, instance);
            polymeter.says("is used and was written there");
            assertThat(settings.said("set")).containsExactly(written);
            assertThat(bus.value(SERVICE, "/Ac/L1/Power")).isEqualTo("5.0");
        }
    }
}
