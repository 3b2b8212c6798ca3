package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.point.Point;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every device whose documents are topics, at a real broker: its example messages are read as what they mean, and
/// what a simulated one tells is read as what it shows.
@Timeout(90)
class DocumentTopicsIT {

    private static final Path PROFILES = Path.of("../profiles");

    @TempDir
    private Path directory;

    /// A device with what it has of its own.
    private record Device(Profile profile, Path file) {

        /// Names in topics that have no usual value.
        Map<String, String> variables() {
            Map<String, String> variables = new TreeMap<>();
            Documents documents = profile.documents();
            documents.published().stream()
                    .flatMap(document -> Documents.variables(String.valueOf(document.topic())).stream())
                    .filter(name -> Objects.requireNonNull(documents.variables().get(name))
                                    .fallback()
                            == null)
                    .forEach(name -> variables.put(name, name + "-of-" + profile.id()));
            return variables;
        }

        String shown() {
            return variables().toString().replace("=", ": ");
        }

        String topic(String template) {
            return profile.documents().filled(template, variables());
        }

        List<Point> points() {
            return profile.documents().published().stream()
                    .flatMap(document -> document.values().stream())
                    .map(Documents.Value::point)
                    .distinct()
                    .toList();
        }
    }

    private static List<Device> devices() {
        List<Device> devices = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(PROFILES.resolve("index"))) {
                String[] words = line.split(" ", -1);
                if (!line.startsWith("#") && words[words.length - 1].equals("documents")) {
                    Profile profile = Catalog.builtIn().find(words[0]).orElseThrow();
                    if (!profile.documents().published().isEmpty()) {
                        devices.add(new Device(profile, PROFILES.resolve(words[1].replace(".yaml", ".golden"))));
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return devices;
    }

    /// One case of a golden file: messages in their order, and the value of each point.
    private record Example(List<Map.Entry<String, String>> messages, Map<String, Double> points) {

        static Example of(Device device, String name) throws IOException {
            Example example = new Example(new ArrayList<>(), new LinkedHashMap<>());
            String text = Files.readString(device.file());
            int begin = text.indexOf("[" + name + "]");
            assertThat(begin).as(device.file() + " has no case " + name).isPositive();
            String section = text.substring(begin).split("\n\\[[a-z]+]\n", 2)[0];
            for (String part : section.split("\n(?=(?:topic|get|point) )", -1)) {
                if (part.startsWith("topic ")) {
                    String[] sides = part.substring(6).split("\n", 2);
                    example.messages.add(Map.entry(sides[0], sides[1].strip()));
                } else if (part.startsWith("point ")) {
                    String[] sides = part.substring(6).strip().split(" = ", 2);
                    example.points.put(sides[0], Double.valueOf(sides[1]));
                }
            }
            return example;
        }
    }

    private static JsonNode status(int page) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page + "/api/status"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new ObjectMapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        }
    }

    private static String meter(Device device, String broker) {
        return """
                  %s:
                    profile: %s
                    rated-current: 100000A
                    fresh-for: 10m
                    mqtt: { broker: "%s", variables: %s }
                """.formatted(device.profile().id(), device.profile().id(), broker, device.shown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second"})
    void examplesAreReadAsWhatTheyMean(String name) throws Exception {
        int page = Ports.free();
        List<Device> devices = devices();
        assertThat(devices).hasSizeGreaterThanOrEqualTo(14);
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String address = "mqtt://127.0.0.1:" + broker.port();
            String text = "http: { listen: \"127.0.0.1:" + page + "\" }\nmeters:\n"
                    + devices.stream().map(device -> meter(device, address)).collect(Collectors.joining());
            try (Polymeter polymeter = Polymeter.run(directory, text).listening(page)) {
                for (Device device : devices) {
                    polymeter.says(device.profile().id() + ".mqtt: listens to");
                }
                for (Device device : devices) {
                    Documents.Availability there =
                            device.profile().documents().mqtt().availability();
                    if (there != null) {
                        broker.publish(device.topic(there.topic()), there.online(), "-r");
                    }
                    for (Map.Entry<String, String> message : Example.of(device, name).messages) {
                        broker.publish(device.topic(message.getKey()), message.getValue());
                    }
                }
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    JsonNode meters = status(page).at("/meters");
                    List<String> wrong = new ArrayList<>();
                    for (Device device : devices) {
                        JsonNode values = meters.path(device.profile().id()).path("values");
                        Map<String, Double> expected = Example.of(device, name).points;
                        for (Point point : device.points()) {
                            double wanted = expected.getOrDefault(point.name(), Double.NaN);
                            double value = values.path(point.name()).asDouble(Double.NaN);
                            if (!(Math.abs(value - wanted) <= 1e-3 * Math.max(1, Math.abs(wanted)))) {
                                wrong.add(device.profile().id() + " " + point.name() + " is " + value + ", not "
                                        + wanted);
                            }
                        }
                    }
                    assertThat(wrong).isEmpty();
                });
            }
        }
    }

    @Test
    void aSimulatedDeviceIsReadAsItself() throws Exception {
        int page = Ports.free();
        List<Device> devices = devices();
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String address = "mqtt://127.0.0.1:" + broker.port();
            StringBuilder text = new StringBuilder("http: { listen: \"127.0.0.1:" + page + "\" }\nmeters:\n");
            devices.forEach(device -> text.append(meter(device, address))
                    .append("""
                      played-%1$s:
                        profile: %1$s
                        simulate: { scenario: summer-day/%2$s, start: "12:00", speed: 0.0001 }
                    """.formatted(device.profile().id(), part(device.profile()))));
            text.append("outputs:\n");
            devices.forEach(device -> text.append("""
                      told-%1$s:
                        meter: played-%1$s
                        documents: { broker: "%2$s", variables: %3$s }
                    """.formatted(device.profile().id(), address, device.shown())));
            try (Polymeter _ = Polymeter.run(directory, text.toString()).listening(page)) {
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    JsonNode meters = status(page).at("/meters");
                    List<String> wrong = new ArrayList<>();
                    for (Device device : devices) {
                        String id = device.profile().id();
                        JsonNode played = meters.path("played-" + id).path("values");
                        JsonNode read = meters.path(id).path("values");
                        assertThat(read.size()).as(id).isPositive();
                        for (Point point : device.points()) {
                            double wanted = played.path(point.name()).asDouble(Double.NaN);
                            double value = read.path(point.name()).asDouble(Double.NaN);
                            if (Double.isFinite(wanted)
                                    && !(Math.abs(value - wanted) <= 1e-3 * Math.abs(wanted) + 0.01)) {
                                wrong.add(id + " " + point.name() + " is " + value + ", not " + wanted);
                            }
                        }
                    }
                    assertThat(wrong).isEmpty();
                });
            }
        }
    }

    private static String part(Profile profile) {
        return switch (profile.about().role()) {
            case PRODUCER -> "pv";
            case STORAGE -> "battery";
            case CONSUMER -> "house";
            case VEHICLE -> "wallbox";
            case null, default -> "grid";
        };
    }
}
