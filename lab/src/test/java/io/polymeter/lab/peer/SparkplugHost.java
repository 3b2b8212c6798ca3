package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/// A Sparkplug host that listens to everything at a broker and decodes it with the npm package `sparkplug-payload`.
public final class SparkplugHost implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PEER = "lab/peers/node/sparkplug.js";

    private final Mosquitto broker;
    private final Path directory;
    private final List<Process> processes;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final List<String> broken = new CopyOnWriteArrayList<>();

    /// A message.
    ///
    /// @param type e.g. `NBIRTH`
    /// @param device empty for the node
    /// @param at when it was heard, milliseconds since 1970
    /// @param seq null where it has none
    public record Heard(
            String topic,
            String type,
            String device,
            int qos,
            boolean retained,
            long at,
            @Nullable Long seq,
            @Nullable Long timestamp,
            List<Metric> metrics) {

        public Metric metric(String name) {
            return metrics.stream()
                    .filter(metric -> name.equals(metric.name()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + this));
        }

        public boolean historical() {
            return metrics.stream().anyMatch(Metric::historical);
        }
    }

    /// A metric as it was decoded.
    ///
    /// @param fields those that were in the message
    public record Metric(
            @Nullable String name,
            @Nullable Long alias,
            String type,
            JsonValue value,
            @Nullable Long timestamp,
            boolean historical,
            Map<String, JsonValue> properties,
            List<String> fields) {

        public double number() {
            return Double.parseDouble(((JsonValue.NumberValue) value).literal());
        }

        @Nullable
        public String property(String key) {
            JsonValue property = properties.get(key);
            return property == null
                    ? null
                    : switch (property.get("value")) {
                        case JsonValue.StringValue text -> text.text();
                        case JsonValue.NumberValue figure -> figure.literal();
                        case JsonValue.BooleanValue truth -> String.valueOf(truth.value());
                        case null, default -> null;
                    };
        }
    }

    /// One that hears everything.
    public SparkplugHost(Mosquitto broker, Path directory) throws IOException {
        this(broker, directory, List.of("spBv1.0/#"));
    }

    /// @param topics that it hears
    public SparkplugHost(Mosquitto broker, Path directory, List<String> topics) throws IOException {
        this.broker = broker;
        this.directory = directory;
        List<String> listen = broker.client("mosquitto_sub", "-q", "2", "-F", "%t %q %r %x", "-i", "host");
        topics.forEach(topic -> listen.addAll(List.of("-t", topic)));
        processes = ProcessBuilder.startPipeline(List.of(
                new ProcessBuilder(listen)
                        .redirectError(directory.resolve("sub.log").toFile()),
                new ProcessBuilder("node", Checkouts.path(PEER).toString())
                        .redirectError(directory.resolve("node.log").toFile())));
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        try (BufferedReader lines = processes.getLast().inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonValue message = JsonValue.parse(line);
                if (message.get("payload") != null) {
                    heard.add(heard(message));
                }
            }
        } catch (IOException | RuntimeException e) {
            broken.add(e.toString());
        }
    }

    private static Heard heard(JsonValue message) {
        String topic = String.valueOf(message.text("topic"));
        String[] levels = topic.split("/", -1);
        JsonValue payload = message.get("payload");
        List<Metric> metrics = new ArrayList<>();
        List<JsonValue> fields = elements(message.get("metricFields"));
        List<JsonValue> values = elements(payload == null ? null : payload.get("metrics"));
        for (int i = 0; i < values.size(); i++) {
            metrics.add(metric(values.get(i), fields.get(i)));
        }
        return new Heard(
                topic,
                levels[2],
                levels.length > 4 ? levels[4] : "",
                (int) number(message.get("qos")),
                message.get("retain") instanceof JsonValue.BooleanValue truth && truth.value(),
                number(message.get("at")),
                optional(payload, "seq"),
                optional(payload, "timestamp"),
                metrics);
    }

    private static List<JsonValue> elements(@Nullable JsonValue value) {
        return value instanceof JsonValue.ArrayValue elements ? elements.of() : List.of();
    }

    private static Metric metric(JsonValue metric, JsonValue fields) {
        JsonValue properties = metric.get("properties");
        return new Metric(
                metric.text("name"),
                optional(metric, "alias"),
                String.valueOf(metric.text("type")),
                Objects.requireNonNullElse(metric.get("value"), JsonValue.NullValue.NULL),
                optional(metric, "timestamp"),
                metric.get("isHistorical") instanceof JsonValue.BooleanValue truth && truth.value(),
                properties instanceof JsonValue.ObjectValue members ? members.of() : Map.of(),
                elements(fields).stream()
                        .map(field -> ((JsonValue.StringValue) field).text())
                        .toList());
    }

    private static @Nullable Long optional(@Nullable JsonValue object, String name) {
        JsonValue value = object == null ? null : object.get(name);
        return value instanceof JsonValue.NumberValue ? (Long) number(value) : null;
    }

    private static long number(@Nullable JsonValue value) {
        return Long.parseLong(((JsonValue.NumberValue) java.util.Objects.requireNonNull(value)).literal());
    }

    /// Everything so far.
    public List<Heard> all() {
        assertThat(broken).isEmpty();
        return List.copyOf(heard);
    }

    /// Messages of a type.
    public List<Heard> all(String type) {
        return all().stream().filter(each -> each.type().equals(type)).toList();
    }

    /// Waits for a message behind so many others.
    public Heard next(int behind, Predicate<Heard> wanted, String what) {
        try {
            await().atMost(PATIENCE).until(() -> all().stream().skip(behind).anyMatch(wanted));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("never: " + what + "\nbut " + last(), e);
        }
        return all().stream().skip(behind).filter(wanted).findFirst().orElseThrow();
    }

    /// Waits for a message of a type behind so many others.
    public Heard next(int behind, String type, String device) {
        return next(behind, each -> each.type().equals(type) && each.device().equals(device), type + " " + device);
    }

    private List<Heard> last() {
        List<Heard> all = all();
        return all.subList(Math.max(0, all.size() - 5), all.size());
    }

    /// Sends a command.
    ///
    /// @param topic behind the group, e.g. `NCMD/site`
    /// @param metrics in JSON, as `sparkplug-payload` takes them
    public void command(String topic, String metrics) throws IOException {
        Path file = directory.resolve("command.bin");
        String payload = "{\"timestamp\":" + System.currentTimeMillis() + ",\"metrics\":[" + metrics + "]}";
        List<String> encode = List.of("node", Checkouts.path(PEER).toString(), "encode", file.toString(), payload);
        assertThat(Outcome.of(encode).exit()).isZero();
        assertThat(Files.size(file)).isPositive();
        send(topic, file);
    }

    /// Sends the bytes of a file as a command.
    public void send(String topic, Path file, String... more) throws IOException {
        List<String> send = broker.client("mosquitto_pub", "-t", topic, "-f", file.toString());
        send.addAll(List.of(more));
        assertThat(Outcome.of(send, directory, Map.of()).exit()).isZero();
    }

    /// Says whether the host is there.
    public void state(boolean online, long timestamp) throws IOException {
        broker.publish(
                "spBv1.0/STATE/fleet", "{\"online\":" + online + ",\"timestamp\":" + timestamp + "}", "-q", "1", "-r");
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
