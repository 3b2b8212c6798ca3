package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One source shown as every meter we know: whoever reads those meters by the tables that others have published
/// finds the source's values.
@Timeout(60)
class FacesIT {

    @TempDir
    private Path directory;

    /// Every point of a meter with a value of its own, all within what the smallest register can hold.
    private static Map<Point, Double> values() {
        Map<Point, Double> values = new LinkedHashMap<>();
        for (Point point : Point.all()) {
            Quantity quantity = point.quantity();
            if (quantity.compareTo(Quantity.DC_POWER) < 0) {
                int step = values.size() + 1;
                int sign = step % 2 == 0 ? -1 : 1;
                values.put(
                        point,
                        switch (quantity) {
                            case ACTIVE_POWER, REACTIVE_POWER -> sign * (1000.5 + 37 * step);
                            case APPARENT_POWER -> 2000.25 + 37 * step;
                            case POWER_FACTOR -> sign * (0.20 + step / 100.0);
                            case FREQUENCY -> 40 + step / 10.0;
                            case VOLTAGE -> 200.5 + step;
                            default -> quantity.kind() == Quantity.Kind.ENERGY ? 101_234.5 * (17 + step) : 10.25 + step;
                        });
            }
        }
        return values;
    }

    @Test
    void everyFaceSaysTheSourcesValuesToThoseWhoReadByPublishedTables() throws Exception {
        Map<Point, Double> values = values();
        assertThat(new HashSet<>(values.values())).hasSameSizeAs(values.entrySet());
        List<String> faces = peer(List.of()).out().lines().toList();
        assertThat(faces).hasSizeGreaterThan(30);
        assertThat(Catalog.builtIn().ids()).containsAll(faces);
        int port = Ports.free();
        HttpServer source = serve(values);
        List<String> lines;
        try (Polymeter polymeter = Polymeter.run(
                        directory,
                        configuration(values, faces, source.getAddress().getPort(), port))
                .listening(port)) {
            List<String> arguments = new ArrayList<>();
            for (int i = 0; i < faces.size(); i++) {
                arguments.add(faces.get(i) + "=" + (i + 1));
            }
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(
                            () -> assertThat(read(port, arguments).exit()).isZero());
            lines = read(port, arguments).out().lines().toList();
            assertThat(polymeter.alive()).isTrue();
        } finally {
            source.stop(0);
        }
        assertThat(compare(lines, values).keySet()).containsExactlyInAnyOrderElementsOf(faces);
    }

    private static HttpServer serve(Map<Point, Double> values) throws IOException {
        HttpServer source = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = values.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"))
                .getBytes(StandardCharsets.UTF_8);
        source.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        source.start();
        return source;
    }

    private static String configuration(Map<Point, Double> values, List<String> faces, int from, int port) {
        StringBuilder text = new StringBuilder("""
                meters:
                  grid:
                    http:
                      url: http://127.0.0.1:%d/
                      every: 500ms
                      points:
                """.formatted(from));
        values.keySet().forEach(point -> text.append("        %1$s: /%1$s\n".formatted(point)));
        text.append("outputs:\n");
        for (int i = 0; i < faces.size(); i++) {
            text.append("""
                      f%1$d:
                        meter: grid
                        profile: %2$s
                        modbus: { serve: "tcp://127.0.0.1:%3$d", unit: %1$d }
                        identity: { serial: "471%1$d" }
                    """.formatted(i + 1, faces.get(i), port));
        }
        return text.toString();
    }

    private static Outcome read(int port, List<String> faces) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("127.0.0.1", String.valueOf(port)));
        arguments.addAll(faces);
        return peer(arguments);
    }

    private static Outcome peer(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/python3", Checkouts.path("lab/peers/python/faces.py").toString()));
        command.addAll(arguments);
        return Outcome.of(command);
    }

    /// How many values of each face were compared.
    private static Map<String, Integer> compare(List<String> lines, Map<Point, Double> values) {
        Map<String, Integer> compared = new HashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            double value =
                    Objects.requireNonNull(values.get(Point.parse(words[1]).orElseThrow()));
            double resolution = Double.parseDouble(words[3]);
            assertThat(resolution).as(line).isLessThanOrEqualTo(Math.max(0.1, Math.abs(value) / 100));
            // Half of the last digit, and what the decimal arithmetic of both sides adds.
            assertThat(Double.parseDouble(words[2])).as(line).isCloseTo(value, within(resolution * 0.5001 + 1e-9));
            compared.merge(words[0], 1, Integer::sum);
        }
        assertThat(compared.values()).allSatisfy(count -> assertThat(count).isGreaterThan(10));
        return compared;
    }
}
