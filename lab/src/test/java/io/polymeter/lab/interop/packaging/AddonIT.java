package io.polymeter.lab.interop.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The add-on's options are a configuration, and each of them is explained in every language.
@Timeout(60)
class AddonIT {

    private static final String SEED = """
            {"loglevel": "debug", "openhab_host": "192.168.1.30", "connected_phase": 2,
             "energy_counter_out": "inverter2_PV_E_total", "current_voltage": "inverter2_Grid_U",
             "current_current": "inverter2_Grid_I", "current_power": "inverter2_Grid_P",
             "current_frequency": "inverter_frequency", "time_zone": "Europe/Berlin"%s}
            """;

    @TempDir
    private Path directory;

    private Outcome options(String json) throws IOException {
        Path file = Files.writeString(directory.resolve("options.json"), json);
        return Polymeter.command(directory, "options", file.toString());
    }

    private String checked(String json) throws IOException {
        Outcome made = options(json);
        assertThat(made.exit()).as("%s", made).isZero();
        Path file = Files.writeString(directory.resolve("polymeter.yaml"), made.out());
        Map<String, String> environment = Map.of("SUPERVISOR_TOKEN", "secret");
        Outcome check = Outcome.of(Polymeter.command("check", file.toString()), directory, environment);
        assertThat(check.exit()).as("%s\n%s", check, made.out()).isZero();
        return made.out() + check.out();
    }

    @Test
    void theOptionsOfTheScriptBecomeAWholeConfiguration() throws IOException {
        assertThat(checked(SEED.formatted("")))
                .contains("meter inverter listens to 5 items of openHAB at http://192.168.1.30:8080")
                .contains("gen24 shows inverter as fronius-smart-meter at tcp://0.0.0.0:502, unit 240")
                .contains("phase: L2", "level: debug", "\"Europe/Berlin\"", "serial: \"00000050\"")
                .contains("active-power: { item: \"inverter2_Grid_P\", scale: -1 }");
    }

    @Test
    void severalMetersDifferAndABrokerMayBeTold() throws IOException {
        String more = ", \"modbus_tcp_address\": 3, \"mqtt_broker\": \"core-mosquitto\","
                + " \"mqtt_username\": \"u\", \"mqtt_password\": \"p${x\\\"\"";
        assertThat(checked(SEED.formatted(more)))
                .contains("unit 243", "serial: \"00000053\"")
                .contains("tells inverter to mqtt://core-mosquitto:1883 under polymeter/ and announces it");
    }

    @Test
    void withoutOpenhabTheNamesAreEntities() throws IOException {
        assertThat(checked("{\"connected_phase\": 1, \"current_power\": \"sensor.inverter_power\"}"))
                .contains("http://supervisor/core")
                .contains("sensor.inverter_power");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        Outcome outcome = options("{\"loglevel\": \"loud\", \"connected_phase\": 4, \"openhab_host\": \"h\"}");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("loglevel: expected error, warning")
                .contains("connected_phase: expected a whole number from 1 to 3, found '4'")
                .contains("none of energy_counter_out");
        assertThat(options("{").exit()).isEqualTo(2);
    }

    @Test
    void everyOptionIsExplainedInEveryLanguage() throws IOException {
        Path addon = Checkouts.path("packaging/home-assistant/polymeter");
        List<String> options = keys(addon.resolve("config.yaml"), "schema:");
        assertThat(options)
                .contains("loglevel", "openhab_host", "mqtt_password")
                .hasSize(13);
        assertThat(options).containsAll(keys(addon.resolve("config.yaml"), "options:"));
        for (String language : List.of("en", "de")) {
            assertThat(keys(addon.resolve("translations/" + language + ".yaml"), "configuration:"))
                    .isEqualTo(options);
        }
    }

    /// The keys right below a key of the first level.
    private static List<String> keys(Path file, String section) throws IOException {
        List<String> keys = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith(" ")) {
                inside = line.equals(section);
            } else if (inside && line.matches("  [a-z_]+:.*")) {
                keys.add(line.strip().replaceAll(":.*", ""));
            }
        }
        return keys;
    }
}
