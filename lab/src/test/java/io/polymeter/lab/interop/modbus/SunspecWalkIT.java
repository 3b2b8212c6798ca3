package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A foreign walker finds in our model chains what the source says, and nothing where it says nothing.
@Timeout(60)
class SunspecWalkIT {

    @TempDir
    private Path directory;

    /// SunSpec's names and ours. Each value is another one.
    private static Map<String, String> named() {
        Map<String, String> names = new LinkedHashMap<>();
        String[][] live = {
            {"A", "current"},
            {"PhV", "voltage"},
            {"W", "active-power"},
            {"VA", "apparent-power"},
            {"VAR", "reactive-power"}
        };
        for (String[] pair : live) {
            names.put(pair[0], pair[1]);
            names.put(pair[0] + "phA", pair[1] + ".L1");
            names.put(pair[0] + "phB", pair[1] + ".L2");
        }
        names.put("Hz", "frequency");
        for (String[] pair :
                new String[][] {{"TotWhExp", "active-energy-export"}, {"TotWhImp", "active-energy-import"}}) {
            names.put(pair[0], pair[1]);
            names.put(pair[0] + "PhC", pair[1] + ".L3");
        }
        return names;
    }

    private static Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        int step = 0;
        for (String name : named().keySet()) {
            step++;
            values.put(
                    name,
                    switch (name.replaceAll("[pP]h[ABC]$", "")) {
                        case "A" -> step + 0.25;
                        case "PhV" -> 220 + step + 0.4;
                        case "Hz" -> 49.97;
                        case "TotWhExp", "TotWhImp" -> 1_234_500.0 + step;
                        // Feed-in: what a meter calls negative.
                        case "W" -> -100.0 * step;
                        default -> 10.0 * step;
                    });
        }
        return values;
    }

    @Test
    void everyPointIsTheSourcesAndWhatItDoesNotSayIsNotImplemented() throws Exception {
        int port = Ports.free();
        Map<String, Double> values = values();
        HttpServer source = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String document = values.entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        source.createContext("/", exchange -> {
            byte[] body = document.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        source.start();
        String points = named().entrySet().stream()
                .map(entry -> entry.getValue() + ": " + entry.getKey())
                .collect(Collectors.joining(", "));
        String text = """
                meters:
                  grid:
                    http: { url: "http://127.0.0.1:%d/", every: 500ms, points: { %s } }
                outputs:
                  float:
                    meter: grid
                    profile: fronius-smart-meter
                    modbus: { serve: "tcp://127.0.0.1:%3$d", unit: 240 }
                    identity: { serial: "4711" }
                  whole:
                    meter: grid
                    profile: fronius-smart-meter-int
                    modbus: { serve: "tcp://127.0.0.1:%3$d", unit: 241 }
                    identity: { serial: "4712" }
                """.formatted(source.getAddress().getPort(), points, port);
        try (Polymeter _ = Polymeter.run(directory, text).listening(port)) {
            try (FroniusReader reader = new FroniusReader(port, 240)) {
                await().atMost(Duration.ofSeconds(15)).until(() -> !Float.isNaN(reader.number(40097)));
            }
            List<String> floats = walk(port, 240);
            assertThat(floats).startsWith("1 65 40002", "1.Mn Fronius -", "1.Md Smart Meter 63A -");
            assertThat(floats).contains("1.SN 4711 -", "1.DA 240 1", "213 124 40069", "65535 0 40195");
            compare(floats, 213);
            List<String> whole = walk(port, 241);
            assertThat(whole).contains("1.SN 4712 -", "1.DA 241 1", "203 105 40069", "65535 0 40176");
            compare(whole, 203);
        } finally {
            source.stop(0);
        }
    }

    private static List<String> walk(int port, int unit) throws Exception {
        Outcome outcome = Outcome.of(List.of(
                "/usr/bin/python3",
                Checkouts.path("lab/peers/python/sunspec.py").toString(),
                "127.0.0.1",
                String.valueOf(port),
                String.valueOf(unit)));
        assertThat(outcome.exit()).as("%s", outcome).isZero();
        return outcome.out().lines().toList();
    }

    private static void compare(List<String> lines, int model) {
        Map<String, Double> expected = values();
        int found = 0;
        for (String line : lines) {
            if (!line.startsWith(model + ".")) {
                continue;
            }
            String[] words = line.substring(4).split(" ", -1);
            Double value = expected.get(words[0]);
            if (value != null) {
                found++;
                double resolution = model == 213 ? Math.ulp(value.floatValue()) : Double.parseDouble(words[2]);
                assertThat(Double.parseDouble(words[1]))
                        .as(line)
                        .isCloseTo(value, org.assertj.core.api.Assertions.within(resolution));
                assertThat(resolution).as(line).isLessThanOrEqualTo(Math.max(1, Math.abs(value) / 100));
            } else if (!words[0].endsWith("_SF") && !words[0].equals("Evt")) {
                assertThat(words[1]).as(line).isEqualTo("-");
            }
        }
        assertThat(found).isEqualTo(expected.size());
    }
}
