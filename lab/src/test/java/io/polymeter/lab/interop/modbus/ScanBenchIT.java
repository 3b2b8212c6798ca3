package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RtuBus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Forty simulated devices are named by one search: Modbus TCP, one serial line, HTTP and announcements.
@Timeout(120)
class ScanBenchIT {

    private static final List<String> MODBUS = List.of(
            "kostal-ksem",
            "kaco-blueplanet",
            "sunspec-meter",
            "fronius-smart-meter",
            "carlo-gavazzi-em24-ethernet",
            "tq-bcontrol-em300-em420",
            "e3dc-simple-mode",
            "janitza-umg",
            "huawei-sun2000",
            "sungrow-sh-hybrid");

    /// Named by their chain, which `auto` reads.
    private static final Set<String> SUNSPEC = Set.of("kaco-blueplanet", "sunspec-meter", "fronius-smart-meter");

    private static final List<String> WEB = List.of(
            "shelly-pro-3em",
            "shelly-3em",
            "shelly-em",
            "shelly-plug",
            "homewizard-p1",
            "homewizard-kwh",
            "everhome-ecotracker",
            "opendtu",
            "go-e-charger",
            "fronius-solar-api");

    private static final List<String> LINE =
            List.of("abb-b21-b23-b24-a43-a44", "carlo-gavazzi-em111-em112-et112", "carlo-gavazzi-em24", "lovato-dmg");

    @TempDir
    private Path directory;

    @TempDir
    private Path other;

    @Test
    void fortyDevicesAreNamedWithEvidence() throws Exception {
        int modbus = Ports.free();
        int web = Ports.free();
        List<String> wanted = new ArrayList<>();
        Files.writeString(directory.resolve("day.yaml"), """
                steps:
                  - { at: 0s, values: { state: 4, active-power: 1500, voltage.L1: 230.1, frequency: 50.0 } }
                """);
        try (RtuBus bus = new RtuBus(5)) {
            String site = site(bus, modbus, web, wanted);
            try (Polymeter devices = Polymeter.run(directory, site)) {
                devices.says("127.0.7.16:" + modbus).says("127.0.7.118:" + web).says("m1.homewizard: is");
                long began = System.nanoTime();
                Outcome scan = Polymeter.command(
                        other,
                        "scan",
                        "127.0.7.0/24",
                        "rtu://" + bus.device(0),
                        "--interface",
                        "lo",
                        "--port",
                        modbus + "," + web,
                        "--json");
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                System.out.println("forty devices named in " + took.toMillis() + " ms");
                named(scan, wanted);
                assertThat(took).isLessThan(Duration.ofSeconds(60));
            }
        }
    }

    private static String site(RtuBus bus, int modbus, int web, List<String> wanted) throws Exception {
        StringBuilder meters = new StringBuilder("meters:\n");
        StringBuilder outputs = new StringBuilder("outputs:\n");
        for (int i = 0; i < 16; i++) {
            String profile = MODBUS.get(i % MODBUS.size());
            device(meters, "t" + i, profile);
            outputs.append("  t%d: { meter: t%d, modbus: { serve: \"tcp://127.0.7.%d:%d\"%s } }\n"
                    .formatted(i, i, i + 1, modbus, ""));
            wanted.add((SUNSPEC.contains(profile) ? "auto" : profile) + " at tcp://127.0.7." + (i + 1) + ":" + modbus);
        }
        for (int i = 0; i < 18; i++) {
            String profile = WEB.get(i % WEB.size());
            device(meters, "w" + i, profile);
            outputs.append("  w%d: { meter: w%d, documents: { serve: \"http://127.0.7.%d:%d\" } }\n"
                    .formatted(i, i, i + 101, web));
            wanted.add(profile + " at http://127.0.7." + (i + 101) + ":" + web);
        }
        lineAndAnnounced(bus, meters, outputs, wanted);
        assertThat(wanted).hasSize(40);
        return meters.append(outputs).toString();
    }

    private static void lineAndAnnounced(RtuBus bus, StringBuilder meters, StringBuilder outputs, List<String> wanted)
            throws Exception {
        for (int i = 0; i < 4; i++) {
            device(meters, "r" + i, LINE.get(i));
            outputs.append(
                    "  r%d: { meter: r%d, modbus: { serve: \"rtu://%s\", unit: %d, serial: { baud: 9600, parity: none } } }\n"
                            .formatted(i, i, bus.device(i + 1), i + 1));
            wanted.add(LINE.get(i) + " at rtu://" + bus.device(0));
        }
        device(meters, "m0", "sunspec-meter");
        int[] announced = {Ports.free(), Ports.free()};
        outputs.append("  m0: { meter: m0, shelly: { serve: \"http://127.0.0.1:%d\" } }\n".formatted(announced[0]));
        outputs.append("  m1: { meter: m0, homewizard: { serve: \"http://127.0.0.1:%d\" } }\n".formatted(announced[1]));
        wanted.add("shelly-pro-3em at http://127.0.0.1:" + announced[0]);
        wanted.add("homewizard-p1 at http://127.0.0.1:" + announced[1]);
    }

    private static void device(StringBuilder meters, String name, String profile) {
        // An inverter sleeps at night, and its port with it.
        boolean inverter = profile.matches("kaco-.*|huawei-.*|sungrow-.*");
        meters.append("  %s: { profile: %s, simulate: %s }\n"
                .formatted(name, profile, inverter ? "{ scenario: day.yaml }" : "{}"));
    }

    /// Each device is found once where it is, named or among the candidates, and why.
    private static void named(Outcome scan, List<String> wanted) throws Exception {
        Set<String> missing = new TreeSet<>(wanted);
        assertThat(scan.exit()).as("%s", scan).isZero();
        JsonValue.ArrayValue found =
                (JsonValue.ArrayValue) JsonValue.parse(scan.out()).get("found");
        assertThat(found).isNotNull();
        for (JsonValue each : found.of()) {
            assertThat(each.get("evidence")).as("%s", each).isNotEqualTo(new JsonValue.ArrayValue(List.of()));
            String where = " at " + each.text("endpoint");
            boolean web = where.startsWith(" at http");
            assertThat(each.text("interface")).isEqualTo(web ? "http" : "modbus");
            missing.remove(each.text("profile") + where);
            if (each.get("candidates") instanceof JsonValue.ArrayValue(List<JsonValue> candidates)) {
                candidates.forEach(
                        candidate -> missing.remove(candidate.toString().replaceAll(".*\\[text=|[\"\\]]", "") + where));
            }
        }
        assertThat(missing).as("%s", scan).isEmpty();
        assertThat(found.of()).hasSize(wanted.size());
    }
}
