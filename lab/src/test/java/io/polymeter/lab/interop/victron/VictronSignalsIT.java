package io.polymeter.lab.interop.victron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.DbusDaemon;
import io.polymeter.lab.peer.DbusProgram;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What programs made with velib hear: while a meter measures, when it falls silent, and when the bus goes.
@Timeout(90)
class VictronSignalsIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String SERVICE = "com.victronenergy.pvinverter.polymeter_pv";

    private static final String VALUES = """
            active-power: %1$d, voltage.L1: 23%2$d, voltage.L2: 23%2$d.5, voltage.L3: 22%2$d, current.L1: %2$d, \
            current.L2: 1%2$d, current.L3: 2%2$d, active-energy-export: 100000%2$d""";

    @TempDir
    private Path directory;

    /// @param freshFor how old live values may be
    private Polymeter run(String address, String freshFor, String steps) throws IOException {
        Files.writeString(directory.resolve("day.yaml"), steps);
        return Polymeter.run(directory, """
                        meters:
                          inverter:
                            simulate: { scenario: ./day.yaml }
                            fresh-for: { live: %s, energy: 1m }
                        outputs:
                          pv: { meter: inverter, victron: { service: pvinverter, bus: "%s", instance: 7 } }
                        """.formatted(freshFor, address)).says("shows inverter as " + SERVICE);
    }

    @Test
    void allChangesOfAnUpdateAreOneSignalAndAnUnchangedMeterIsSilent() throws Exception {
        StringBuilder steps = new StringBuilder("steps:\n");
        for (int i = 0; i < 8; i++) {
            // Each step is measured five times, and four of them bring nothing new.
            steps.append("  - { at: %ds, values: { %s } }\n".formatted(1 + i, VALUES.formatted(1000 + i, i)));
        }
        try (DbusDaemon bus = new DbusDaemon(directory);
                Polymeter _ = run(bus.address(), "5s", steps.toString());
                DbusProgram velib = bus.program("consume", SERVICE, "/Ac/Power", "/Ac/L2/Current")) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> velib.said("items").stream().anyMatch(line -> line.contains("1007.0")));
            List<String> all = velib.said("items");
            // The first ones may have gone before anybody listened; and energy follows once it is stored.
            List<String> heard = all.subList(Math.max(0, all.size() - 7), all.size());
            for (int i = 8 - heard.size(); i < 8; i++) {
                assertThat(heard.get(i - 8 + heard.size()))
                        .contains("\"/Ac/Power\": " + (1000 + i) + ".0", "\"/Ac/L1/Voltage\": 23" + i + ".0")
                        .contains("\"/Ac/L3/Current\": 2" + i + ".0", "\"/Ac/L2/Power\": ")
                        .contains("\"/Ac/Energy/Forward\": 1000.0" + "0" + i);
            }
            assertThat(all).hasSizeBetween(3, 9);
            assertThat(velib.said("properties")).isEmpty();
        }
    }

    @Test
    void aSilentInverterHasNoValuesAndKeepsItsEnergyUntilItIsBack() throws Exception {
        String steps = """
                repeat: 9s
                steps:
                  - { at: 0s, values: { %s, state: 4 } }
                  - { at: 3s, silent: true }
                """.formatted(VALUES.formatted(3000, 4));
        try (DbusDaemon bus = new DbusDaemon(directory);
                Polymeter polymeter = run(bus.address(), "1s", steps);
                DbusProgram velib = bus.program("consume", SERVICE, "/Ac/Power")) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> bus.value(SERVICE, "/Connected").equals("0"));
            assertThat(bus.ask("read", SERVICE, "/Ac/Power", "/Ac/L1/Voltage", "/StatusCode", "/Ac/Energy/Forward"))
                    .containsExactly(
                            "/Ac/Power\tai\tnull\t---",
                            "/Ac/L1/Voltage\tai\tnull\t---",
                            "/StatusCode\tai\tnull\t---",
                            "/Ac/Energy/Forward\td\t1000.004\t1000.0 kWh");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> bus.value(SERVICE, "/Ac/Power").equals("3000.0"));
            assertThat(velib.said("items"))
                    .filteredOn(line -> line.contains("\"/Connected\": 0"))
                    .allSatisfy(line -> assertThat(line)
                            .contains("\"/Ac/Power\": null", "\"/Ac/L3/Power\": null")
                            .doesNotContain("Energy"))
                    .isNotEmpty();
            assertThat(velib.said("owner")).as("the service never left the bus").isEmpty();
            assertThat(polymeter.lines("pv.victron"))
                    .as("the night is not its news")
                    .hasSize(1);
        }
    }

    @Test
    void aBusThatIsKilledIsFoundAgainWithAllServices() throws Exception {
        int port = Ports.free();
        String abstracted = "unix:abstract=/polymeter-test-" + port;
        String tcp = "tcp:host=127.0.0.1,port=" + port;
        Files.writeString(directory.resolve("day.yaml"), "steps: [ { at: 0s, values: { active-power: 5 } } ]");
        try (DbusDaemon bus = new DbusDaemon(directory, abstracted, tcp);
                Polymeter polymeter = Polymeter.run(directory, """
                        meters:
                          m: { simulate: { scenario: ./day.yaml } }
                        outputs:
                          file: { meter: m, victron: { service: grid, bus: "%s" } }
                          linux: { meter: m, victron: { service: grid, bus: "%s" } }
                          network: { meter: m, victron: { service: grid, bus: "%s" } }
                        """.formatted(bus.address(), abstracted, tcp))) {
            List<String> all = List.of(
                    "com.victronenergy.grid.polymeter_file",
                    "com.victronenergy.grid.polymeter_linux",
                    "com.victronenergy.grid.polymeter_network");
            for (int round = 0; round < 3; round++) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> bus.ask("names").equals(all));
                for (String service : all) {
                    await().atMost(SOON)
                            .until(() -> bus.value(service, "/Ac/L1/Power").equals("5.0"));
                }
                if (round < 2) {
                    bus.kill();
                    bus.start();
                }
            }
            assertThat(polymeter.lines(" is gone: ")).hasSize(6);
        }
    }

    @Test
    void aNameThatIsTakenIsSaidAndTakenOverWhenItIsFree() throws Exception {
        try (DbusDaemon bus = new DbusDaemon(directory)) {
            Files.writeString(directory.resolve("day.yaml"), "steps: [ { at: 0s, values: { active-power: 5 } } ]");
            String configuration = """
                    meters:
                      m: { simulate: { scenario: ./day.yaml } }
                    outputs:
                      pv: { meter: m, victron: { service: pvinverter, bus: "%s" } }
                    """.formatted(bus.address());
            DbusProgram squatter = bus.program("take", SERVICE);
            try (Polymeter polymeter = Polymeter.run(directory, configuration)) {
                polymeter.says("the name " + SERVICE + " is taken by another program");
                squatter.close();
                polymeter.says("pv.victron: shows m as " + SERVICE);
            } finally {
                squatter.close();
            }
        }
    }

    @Test
    void aClientThatNeverReadsItsSignalsDelaysNobody() throws Exception {
        Files.writeString(
                directory.resolve("day.yaml"), """
                repeat: 2s
                steps:
                  - { at: 0s, values: { %s } }
                  - { at: 1s, values: { %s } }
                """.formatted(VALUES.formatted(1000, 1), VALUES.formatted(2000, 2)));
        StringBuilder outputs = new StringBuilder();
        try (DbusDaemon bus = new DbusDaemon(directory)) {
            for (int i = 0; i < 4; i++) {
                outputs.append(
                        "  g%d: { meter: m, victron: { service: grid, bus: \"%s\" } }\n".formatted(i, bus.address()));
            }
            String service = "com.victronenergy.grid.polymeter_g0";
            try (Polymeter _ = Polymeter.run(
                                    directory,
                                    "meters:\n  m: { simulate: { scenario: ./day.yaml, speed: 5 } }\noutputs:\n"
                                            + outputs)
                            .says("shows m as " + service);
                    DbusProgram _ = bus.program("deaf");
                    DbusProgram _ = bus.program("deaf");
                    DbusProgram velib = bus.program("consume", service, "/Ac/Power")) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> velib.said("items").size() >= 15);
                assertThat(bus.value(service, "/Connected")).isEqualTo("1");
            }
        }
    }
}
