package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.HomeassistantPeer;
import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.point.Point;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Meters that are published to a mosquitto, as consumers there find them.
@Timeout(90)
class MqttPublishIT {

    private static final String POWER = "polymeter_grid_active_power";

    @TempDir
    private Path directory;

    private static List<Point> numbers() {
        return Point.all().stream().filter(point -> !point.quantity().isText()).toList();
    }

    /// A meter with every number there is, each another one, out of one JSON message.
    private static String everything(String broker, String freshFor, String... outputs) {
        String points = numbers().stream()
                .map(point -> "        " + point.name() + ": { topic: house/all, json: /" + point.name() + " }\n")
                .collect(Collectors.joining());
        return """
            meters:
              grid:
                fresh-for: %s
                mqtt:
                  broker: %s
                  points:
            %s
            outputs:
            """.formatted(freshFor, broker, points) + String.join("", outputs);
    }

    private static String home(String broker) {
        return """
              home:
                meter: grid
                mqtt: { broker: "%s", discovery: homeassistant, every: 200ms }
            """.formatted(broker);
    }

    private static String document(double factor) {
        return numbers().stream()
                .map(point -> "\"" + point.name() + "\":" + (point.index() + 1) * factor)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static double number(String point, double factor) {
        return (Point.parse(point).orElseThrow().index() + 1) * factor;
    }

    @Test
    void homeAssistantTakesEveryEntityAndLosesItWithTheMeterAndWithUs() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String address = "mqtt://127.0.0.1:" + broker.port();
            String text = everything(address, "{ live: 2s, energy: 1h }", home(address));
            try (HomeassistantPeer consumer = new HomeassistantPeer(broker)) {
                Polymeter polymeter = Polymeter.run(directory, text);
                polymeter.says("publishes 1 meter to " + address).says("listens to 1 topics");
                broker.publish("house/all", document(1.5));
                // Everything but the device's clock, which is no entity.
                int entities = (int) numbers().stream()
                        .filter(point -> !point.name().startsWith("measured-at"))
                        .count();
                int times = consumer.announced("polymeter_grid", entities, 0);
                consumer.shows(POWER, number("active-power", 1.5));
                consumer.shows("polymeter_grid_voltage_L3", number("voltage.L3", 1.5));
                consumer.shows("polymeter_grid_active_energy_import", number("active-energy-import", 1.5));

                // Two seconds later the power is too old, and the energy is not.
                consumer.shows(POWER, "unavailable");
                consumer.shows("polymeter_grid_active_energy_import", number("active-energy-import", 1.5));
                broker.publish("house/all", document(2.5));
                consumer.shows(POWER, number("active-power", 2.5));

                broker.publish("homeassistant/status", "online");
                consumer.announced("polymeter_grid", entities, times);

                polymeter.kill();
                consumer.shows("polymeter_grid_active_energy_import", "unavailable");
                consumer.isContent();
            }
        }
    }

    @Test
    void whatIsPublishedSaysWhenItWasMeasuredAndIsGoneWhenItIsOld() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String address = "mqtt://127.0.0.1:" + broker.port();
            try (Polymeter polymeter = Polymeter.run(directory, everything(address, "1s", home(address)))) {
                polymeter.says("publishes 1 meter to").says("listens to");
                broker.publish("house/all", "{\"active-power\":-1234.5}");
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !kept(broker, "polymeter/grid/state").of().isEmpty());
                JsonValue.ObjectValue state = kept(broker, "polymeter/grid/state");
                assertThat(state.of()).containsOnlyKeys("active-power");
                JsonValue power = java.util.Objects.requireNonNull(state.of().get("active-power"));
                assertThat(power.get("value")).isEqualTo(new JsonValue.NumberValue("-1234.5"));
                assertThat(power.text("unit")).isEqualTo("W");
                assertThat(Instant.parse(power.text("time")))
                        .isBetween(Instant.now().minusSeconds(30), Instant.now());
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> kept(broker, "polymeter/grid/state").of().isEmpty());
                assertThat(one(broker, "polymeter/grid/availability")).isEqualTo("offline");
                assertThat(one(broker, "polymeter/status")).isEqualTo("online");
            }
            // A clean end is told as well.
            assertThat(one(broker, "polymeter/status")).isEqualTo("offline");
        }
    }

    @Test
    void aPublisherThatIsSpokenToSpeaksAndUntilThenNothingIsUp() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String address = "mqtt://127.0.0.1:" + broker.port();
            String text = """
                meters:
                  gx:
                    mqtt:
                      broker: "%s"
                      keep-alive: { topic: R/c0619ab/keepalive, payload: "[]", every: 1s }
                      points: { active-power: { topic: N/c0619ab/grid/30/Ac/Power, json: value } }
                """.formatted(address);
            try (Polymeter polymeter = Polymeter.run(directory, text)) {
                polymeter.says("nothing has come yet on N/c0619ab/grid/30/Ac/Power");
                assertThat(one(broker, "R/c0619ab/keepalive")).isEqualTo("[]");
                assertThat(one(broker, "R/c0619ab/keepalive")).isEqualTo("[]");
                for (int i = 0; i < 3; i++) {
                    broker.publish("N/c0619ab/grid/30/Ac/Power", "{\"Value\":5}");
                }
                polymeter.says("path `value` missing in the messages");
            }
        }
    }

    private JsonValue.ObjectValue kept(Mosquitto broker, String topic) throws IOException {
        return (JsonValue.ObjectValue) JsonValue.parse(one(broker, topic));
    }

    /// The message the broker keeps under a topic, waited for.
    private String one(Mosquitto broker, String topic) throws IOException {
        Outcome outcome =
                Outcome.of(broker.client("mosquitto_sub", "-t", topic, "-C", "1", "-W", "10"), directory, Map.of());
        assertThat(outcome.exit()).as("%s: %s", topic, outcome).isZero();
        return outcome.out().strip();
    }

    private static String bridge(int port, String broker) {
        return """
            meters:
              grid: { simulate: summer-day }
            outputs:
              gen24:
                meter: grid
                profile: fronius-smart-meter
                modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
            """.formatted(port) + home(broker);
    }

    @Test
    void aBrokerThatIsKilledUnderLoadCostsTheOtherConsumersNothing() throws Exception {
        int port = Ports.free();
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String address = "mqtt://127.0.0.1:" + broker.port();
            try (Polymeter polymeter =
                            Polymeter.run(directory, bridge(port, address)).listening(port);
                    HomeassistantPeer consumer = new HomeassistantPeer(broker);
                    FroniusReader reader = new FroniusReader(port, 240)) {
                await().atMost(Duration.ofSeconds(20)).until(() -> consumer.measures(POWER));
                int threads = polymeter.threads();
                broker.kill();
                polymeter.says("outputs.home: " + address);
                for (int i = 0; i < 2000; i++) {
                    assertThat(reader.number(40097)).isNotNaN();
                }
                Instant back = Instant.now();
                broker.start();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> measuredAt(broker).isAfter(back));
                await().atMost(Duration.ofSeconds(20)).until(() -> consumer.measures(POWER));
                assertThat(polymeter.threads()).isLessThanOrEqualTo(threads + 4);
                consumer.isContent();
            }
        }
    }

    private Instant measuredAt(Mosquitto broker) throws IOException {
        JsonValue power = kept(broker, "polymeter/grid/state").get("active-power");
        return power == null ? Instant.MIN : Instant.parse(power.text("time"));
    }

    @Test
    void aBrokerThatNeverAnswersStopsNobody() throws Exception {
        int port = Ports.free();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "mqtt://127.0.0.1:" + silent.getLocalPort();
            try (Polymeter polymeter =
                            Polymeter.run(directory, bridge(port, address)).listening(port);
                    FroniusReader reader = new FroniusReader(port, 240)) {
                await().atMost(Duration.ofSeconds(10)).until(() -> !Float.isNaN(reader.number(40097)));
                polymeter.says("outputs.home: " + address);
                assertThat(reader.number(40097)).isNotNaN();
            }
        }
    }

    @Test
    void aBrokerThatAcknowledgesNothingIsLeft() throws Exception {
        int port = Ports.free();
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread broker = Thread.startVirtualThread(() -> {
                try (Socket client = deaf.accept()) {
                    // CONNACK, accepted (MQTT 3.1.1, 3.2), and then not a word.
                    assertThat(client.getInputStream().read(new byte[512])).isPositive();
                    client.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
                    client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException _) {
                    // Left.
                }
            });
            String address = "mqtt://127.0.0.1:" + deaf.getLocalPort();
            try (Polymeter polymeter = Polymeter.run(
                            directory, bridge(port, address).replace("discovery: homeassistant, ", ""))
                    .listening(port)) {
                polymeter.says(address + ": no acknowledgement of published messages");
            }
            broker.join(Duration.ofSeconds(10));
        }
    }

    @Test
    void aSecuredBrokerIsToldWhoWeAre() throws Exception {
        TlsFiles files = TlsFiles.make(directory, "broker");
        Path passwords = directory.resolve("passwords");
        assertThat(Outcome.of(List.of("mosquitto_passwd", "-c", "-b", passwords.toString(), "writer", "secret"))
                        .exit())
                .isZero();
        try (Mosquitto broker = new Mosquitto(
                directory,
                "certfile " + files.certificate(),
                "keyfile " + files.key(),
                "allow_anonymous false",
                "password_file " + passwords)) {
            String address = "mqtts://127.0.0.1:" + broker.port();
            String text = """
                meters: { grid: { simulate: summer-day } }
                outputs:
                  home:
                    meters: [grid]
                    mqtt: { broker: "%s", username: writer, password: %s, tls: { trust: %s } }
                """;
            String wrong = text.formatted(address, "wrong", files.certificate());
            try (Polymeter polymeter = Polymeter.run(directory, wrong)) {
                polymeter.says("outputs.home: " + address + ": the user name or the password");
                polymeter.reload(text.formatted(address, "secret", files.certificate()));
                polymeter.says("publishes 1 meter to " + address);
            }
        }
    }
}
