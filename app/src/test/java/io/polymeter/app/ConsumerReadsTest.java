package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerCoverage;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.consumer.ConsumerRead;
import io.polymeter.consumer.Consumers;
import io.polymeter.link.Protocol;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Everything that the known consumers read in Modbus, asked of their faces, which are fed by a KSEM: what `check`
/// says will be refused is refused, and all else is answered.
@Timeout(120)
class ConsumerReadsTest {

    private static final SettingsKinds KINDS = Protocol.kinds(Protocols.all());
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
    private static final Consumers KNOWN = new Consumers(KINDS.sinks());

    @TempDir
    private Path directory;

    /// A consumer's face at a port of its own.
    private record Place(Consumer consumer, ConsumerFace face, int port) {

        /// As an endpoint begins: a serial line is one behind a server here.
        String scheme() {
            return switch (face.interfaces().getFirst()) {
                case RTU -> "rtu+tcp";
                case UDP -> "udp";
                default -> "tcp";
            };
        }

        RawReader reader() throws IOException {
            return scheme().equals("udp") ? RawReader.udp(port) : new RawReader(port, scheme().equals("rtu+tcp"));
        }

        int unit() {
            return face.unit() == null ? 1 : face.unit();
        }

        String name() {
            return consumer.id() + "." + face.expects();
        }

        String output() {
            return "  %s: { meter: grid, consumer: %s, profile: %s, modbus: { serve: \"%s://127.0.0.1:%d\" } }\n"
                    .formatted(name(), consumer.id(), face.expects(), scheme(), port);
        }
    }

    /// The reads that are refused are listed in `target/refused-reads.txt`.
    @Test
    void everyReadIsAnsweredThatCheckDoesNotName() throws Exception {
        int ksem = port();
        List<Place> places = places();
        assertThat(places).hasSizeGreaterThan(8);
        StringBuilder text = new StringBuilder("""
                http: { enabled: false }
                meters:
                  device: { profile: kostal-ksem, simulate: { scenario: winter-day/grid, start: "02:00" } }
                  grid: { profile: kostal-ksem, modbus: { poll: "tcp://127.0.0.1:%1$d" } }
                outputs:
                  ksem: { meter: device, modbus: { serve: "tcp://127.0.0.1:%1$d" } }
                """.formatted(ksem));
        Map<String, String> answers = answersAsExpected(places, text, ConsumerReadsTest::ksem);
        assertThat(answers.values()).contains("data");
        List<String> refused = answers.entrySet().stream()
                .filter(answer -> !answer.getValue().equals("data"))
                .map(answer -> answer.getKey() + ": " + answer.getValue())
                .toList();
        Files.write(Path.of("target/refused-reads.txt"), refused);
    }

    /// A source of power per phase alone: what lacks a value without a word for it is refused, and nothing else.
    @Test
    void ofThreePowersEveryReadIsAnsweredThatCheckDoesNotName() throws Exception {
        HttpServer source = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        source.createContext("/", exchange -> {
            byte[] body = "{\"a\":1000.5,\"b\":200,\"c\":300}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        source.start();
        try {
            // Energy is counted from them: by phase, and of all together.
            Set<Point> powers = Stream.concat(
                            Stream.of(Phase.L1, Phase.L2, Phase.L3)
                                    .map(phase -> Point.of(Quantity.ACTIVE_POWER, phase)),
                            Stream.of(Phase.TOTAL, Phase.L1, Phase.L2, Phase.L3)
                                    .flatMap(phase -> Stream.of(
                                            Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase),
                                            Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase))))
                    .collect(Collectors.toSet());
            StringBuilder text =
                    new StringBuilder("""
                    http: { enabled: false }
                    meters:
                      grid:
                        http:
                          url: http://127.0.0.1:%d/
                          every: 1s
                          points: { active-power.L1: a, active-power.L2: b, active-power.L3: c }
                    outputs:
                    """.formatted(source.getAddress().getPort()));
            Map<String, String> answers = answersAsExpected(
                    places(), text, (face, reads) -> ConsumerCoverage.translated(face, powers, reads));
            assertThat(answers.values()).contains("data", "exception 4");
        } finally {
            source.stop(0);
        }
    }

    private Map<String, String> answersAsExpected(
            List<Place> places, StringBuilder text, BiFunction<Profile, List<ConsumerRead>, ConsumerCoverage> forecast)
            throws Exception {
        places.forEach(place -> text.append(place.output()));
        Map<String, String> answers = new LinkedHashMap<>();
        try (Polymeter polymeter = Polymeter.start(plan(text.toString()))) {
            assertThat(polymeter.snapshot().outputs()).hasSizeGreaterThanOrEqualTo(places.size());
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                answers.clear();
                for (Place place : places) {
                    answers.putAll(answers(place));
                }
                assertThat(answers).isEqualTo(expected(places, forecast));
            });
        }
        return answers;
    }

    private static List<Place> places() throws IOException {
        List<Place> places = new ArrayList<>();
        for (Consumer consumer : KNOWN.all()) {
            for (ConsumerFace face : consumer.faces()) {
                if (face.served()
                        && face.sinkKey().equals("modbus")
                        && !face.reads().isEmpty()) {
                    places.add(new Place(consumer, face, port()));
                }
            }
        }
        return places;
    }

    private static Map<String, String> answers(Place place) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        try (RawReader reader = place.reader()) {
            for (ConsumerRead read : place.face().reads()) {
                int at = read.range().address();
                answers.put(
                        key(place, read),
                        reader.read(
                                place.unit(), read.function(), at, read.range().count()));
            }
        }
        return answers;
    }

    /// What `check` knows before.
    private static Map<String, String> expected(
            List<Place> places, BiFunction<Profile, List<ConsumerRead>, ConsumerCoverage> forecast) {
        Map<String, String> expected = new LinkedHashMap<>();
        for (Place place : places) {
            Profile face = Catalog.builtIn().find(place.face().expects()).orElseThrow();
            Map<ConsumerRead, ConsumerCoverage.Refusal> refusals =
                    forecast.apply(face.atUnit(place.unit()), place.face().reads()).refused().stream()
                            .filter(ConsumerCoverage.Refusal::always)
                            .collect(Collectors.toMap(ConsumerCoverage.Refusal::read, refusal -> refusal));
            for (ConsumerRead read : place.face().reads()) {
                expected.put(key(place, read), answer(face, read, refusals.get(read)));
            }
        }
        return expected;
    }

    private static String answer(Profile face, ConsumerRead read, ConsumerCoverage.@Nullable Refusal refusal) {
        if (read.refused()) {
            return "exception 2";
        }
        if (refusal == null) {
            return "data";
        }
        if (!face.wire().functions().contains(read.function())) {
            return "exception 1";
        }
        boolean there = refusal.missing().stream()
                .allMatch(range -> face.spanAt(range.address()).isPresent()
                        && face.spanAt(range.end() - 1).isPresent());
        return there ? "exception 4" : "exception 2";
    }

    private static ConsumerCoverage ksem(Profile face, List<ConsumerRead> reads) {
        Profile ksem = Catalog.builtIn().find("kostal-ksem").orElseThrow();
        Set<Point> points =
                ksem.rows().stream().map(Row::point).filter(Objects::nonNull).collect(Collectors.toSet());
        return face.id().equals(ksem.id())
                ? ConsumerCoverage.mirrored(ksem, reads)
                : ConsumerCoverage.translated(face, points, reads);
    }

    private static String key(Place place, ConsumerRead read) {
        return place.name() + " FC0" + read.function() + " " + read.range() + " " + read.note();
    }

    private Plan plan(String text) {
        Configuration configuration = Configuration.parse(
                directory.resolve("polymeter.yaml"), text.getBytes(StandardCharsets.UTF_8), _ -> null, KINDS);
        Plan plan = new Wiring(Catalog.builtIn(), Protocols.all()).plan(configuration);
        assertThat(plan).as("%s", configuration.problems().sorted()).isNotNull();
        return plan;
    }

    /// A free port that was not given out before.
    private static int port() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }
}
