package io.polymeter.lab.interop.victron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.DbusDaemon;
import io.polymeter.lab.peer.Polymeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// dbus-python reads the four services on a bus of the reference daemon. Each value is another one.
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // what is made once is made before the tests
class VictronPathsIT {

    private static final List<String> KINDS = List.of("grid", "pvinverter", "temperature", "digitalinput");

    private DbusDaemon bus;
    private Polymeter polymeter;

    /// What a service should show, by path: type, value and text.
    private static Map<String, String> expected(String kind) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Checkouts.path("lab/src/test/resources/victron-paths.tsv"))) {
            String[] fields = line.split("\t", -1);
            if (!line.startsWith("#") && fields[0].equals(kind)) {
                rows.put(fields[1], fields[2] + "\t" + fields[3] + "\t" + fields[4]);
            }
        }
        return rows;
    }

    static String service(String kind) {
        return "com.victronenergy." + kind + ".polymeter_" + kind;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        bus = new DbusDaemon(directory);
        Files.writeString(directory.resolve("meter.yaml"), """
                steps:
                  - at: 0s
                    values: { active-power: 6000, active-power.L1: 1000, active-power.L2: 2000, active-power.L3: 3000,
                      voltage.L1: 230.1, voltage.L2: 231.2, voltage.L3: 232.3, voltage.N: 1.25, current: 26.3,
                      current.L1: 4.35, current.L2: 8.65, current.L3: 12.91, current.N: 0.55, frequency: 50.02,
                      power-factor: 0.981, power-factor.L1: 0.991, power-factor.L2: 0.971, power-factor.L3: 0.961,
                      active-energy-import: 1111100, active-energy-import.L1: 111100, active-energy-import.L2: 222200,
                      active-energy-import.L3: 777800, active-energy-export: 2222200, active-energy-export.L1: 333300,
                      active-energy-export.L2: 444400, active-energy-export.L3: 1444500, rated-power: 8600,
                      dc-voltage: 612.4, dc-power: 6150, cabinet-temperature: 41.5, state: 5, vendor-state: 3,
                      manufacturer: ACME, model: M3, serial: "4711", version: "1.42", options: logger 7 }
                """);
        StringBuilder outputs = new StringBuilder();
        for (String kind : KINDS) {
            String position = kind.equals("pvinverter") ? ", position: ac-input-2" : "";
            outputs.append("  %s: { meter: m, victron: { service: %s, bus: \"%s\"%s } }\n"
                    .formatted(kind, kind, bus.address(), position));
        }
        polymeter = Polymeter.run(
                directory, "meters:\n  m: { simulate: { scenario: ./meter.yaml } }\noutputs:\n" + outputs);
        for (String kind : KINDS) {
            polymeter.says("shows m as " + service(kind));
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> bus.value(service("grid"), "/Connected").equals("1"));
    }

    @AfterAll
    void stop() {
        try (DbusDaemon _ = bus) {
            polymeter.close();
        }
    }

    private static void compare(String line, Map<String, String> expected) {
        int tab = line.indexOf('\t');
        String wanted = String.valueOf(expected.get(line.substring(0, tab)));
        String pattern = java.util.Arrays.stream(wanted.split("\t", -1))
                .map(field -> field.equals("*") ? "[^\t]+" : java.util.regex.Pattern.quote(field))
                .collect(java.util.stream.Collectors.joining("\t"));
        assertThat(line.substring(tab + 1)).as(line).matches(pattern);
    }

    @Test
    void everyPathOfVictronsListHasItsTypeValueAndText() throws IOException {
        int count = 0;
        for (String kind : KINDS) {
            Map<String, String> expected = expected(kind);
            List<String> lines = bus.ask("read", arguments(kind, expected));
            assertThat(lines).hasSize(expected.size());
            lines.forEach(line -> compare(line, expected));
            count += lines.size();
        }
        assertThat(count).isEqualTo(133);
    }

    private static String[] arguments(String kind, Map<String, String> expected) {
        List<String> words = new ArrayList<>(List.of(service(kind)));
        words.addAll(expected.keySet());
        return words.toArray(String[]::new);
    }

    @Test
    void treesItemsAndIntrospectionAgreeAndHoldNothingElse() throws IOException {
        for (String kind : KINDS) {
            Map<String, String> expected = expected(kind);
            List<String> lines = bus.ask("tree", service(kind));
            assertThat(lines).hasSize(expected.size());
            lines.forEach(line -> compare(line, expected));
        }
    }

    @Test
    void nothingMayBeSet() throws IOException {
        for (String path : List.of("/Ac/Power", "/Ac/PowerLimit", "/Position", "/CustomName", "/DeviceInstance")) {
            assertThat(bus.ask("set", service("pvinverter"), path, "d", "5.5")).containsExactly("1");
        }
        assertThat(bus.value(service("pvinverter"), "/Position")).isEqualTo("2");
    }

    @Test
    void nonsenseIsRefusedAndOthersAreServedOn() throws IOException {
        String service = service("grid");
        String error = "org.freedesktop.DBus.Error.";
        String item = "com.victronenergy.BusItem";
        assertThat(bus.ask("read", service, "/Nowhere", "/Ac/L1/Pow", "/Ac/L4"))
                .containsExactly(
                        "/Nowhere\t" + error + "UnknownObject",
                        "/Ac/L1/Pow\t" + error + "UnknownObject",
                        "/Ac/L4\t" + error + "UnknownObject");
        assertThat(bus.ask("raw", service, "/Ac/Power", item, "SetValue", "10")).containsExactly(error + "InvalidArgs");
        assertThat(bus.ask("raw", service, "/Ac/Power", item, "Explode", "10"))
                .containsExactly(error + "UnknownMethod");
        assertThat(bus.ask("raw", service, "/Ac/Power", "com.example.Other", "GetValue", "10"))
                .containsExactly(error + "UnknownInterface");
        for (int i = 0; i < 3; i++) {
            assertThat(bus.ask("raw", service, "/Ac/Power", item, "SetValue", "20000000"))
                    .containsExactly(error + "LimitsExceeded");
        }
        assertThat(bus.value(service, "/Ac/Power")).isEqualTo("6000.0");
        assertThat(polymeter.lines("WARN")).isEmpty();
    }
}
