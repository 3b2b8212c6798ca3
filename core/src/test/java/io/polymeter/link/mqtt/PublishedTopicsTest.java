package io.polymeter.link.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import io.polymeter.config.Examples;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.kind.MqttSink;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.link.platform.DocumentField;
import io.polymeter.link.platform.SourceValue;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.link.publish.PublishedValue;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Unit;
import io.polymeter.runtime.ManualClock;
import io.polymeter.runtime.ManualContext;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import io.polymeter.view.AgeLimits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is told to a broker about a meter, which topics are kept there, and what is said of a broker that fails.
class PublishedTopicsTest {

    private static final TopicNames NAMES = new TopicNames("home/energy");
    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point ENERGY = Point.parse("active-energy-import").orElseThrow();
    private static final Point SERIAL = Point.of(Quantity.SERIAL);

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final ManualContext context = new ManualContext(clock);
    private final Meter meter = new MeterStore().add("grid", null);
    private final PublishedMeter shown = new PublishedMeter(
            meter, new AgeLimits(Map.of("live", Duration.ofSeconds(2), "energy", Duration.ofMinutes(5))));
    private final PublishCounters counters = new PublishCounters("broker");

    private void receive(double watts) {
        long now = clock.nanos();
        meter.update(state -> state.with(state.measured().toBuilder()
                .put(POWER, watts, now)
                .put(ENERGY, 5_000, now)
                .put(SERIAL, "S1", now)
                .build()));
    }

    private static DiscoveryPayload discovery(MqttSink.DiscoveryForm form) {
        return new DiscoveryPayload(NAMES, "homeassistant", form, "Home", Duration.ofSeconds(1));
    }

    private ChangeSet changes(@Nullable DiscoveryPayload discovery) {
        return new ChangeSet(
                new PublishLink.Terms(
                        NAMES,
                        Duration.ofSeconds(1),
                        discovery,
                        List.of(shown),
                        List.of(counters),
                        new KeptTopics(directory)),
                context);
    }

    private static List<String> said(List<Message> messages) {
        return messages.stream()
                .map(message -> message.topic() + " " + new String(message.payload(), UTF_8))
                .toList();
    }

    @Test
    void onlyWhatChangedIsTold() {
        ChangeSet changes = changes(null);
        assertThat(said(changes.next()))
                .containsExactly("home/energy/grid/state {}", "home/energy/grid/availability offline");
        changes.taken();
        assertThat(changes.next()).isEmpty();
        receive(1_500);
        assertThat(changes.next())
                .extracting(Message::topic)
                .containsExactly("home/energy/grid/state", "home/energy/grid/availability");
        changes.taken();
        assertThat(changes.next()).isEmpty();
        receive(1_600);
        assertThat(changes.next()).extracting(Message::topic).containsExactly("home/energy/grid/state");
        assertThat(context.health().counters())
                .containsEntry("messages", 2L)
                .containsEntry("online", 1L)
                .containsEntry("offline", 1L);
    }

    @Test
    void whatIsTooOldIsToldToBeGoneAndTheRestStays() {
        ChangeSet changes = changes(null);
        receive(1_500);
        changes.next();
        clock.advance(Duration.ofSeconds(3));
        assertThat(said(changes.next()))
                .singleElement()
                .asString()
                .contains("active-energy-import", "serial")
                .doesNotContain("active-power");
        clock.advance(Duration.ofMinutes(6));
        assertThat(said(changes.next())).last().isEqualTo("home/energy/grid/availability offline");
    }

    @Test
    void aMeterIsAnnouncedOnceAndAgainWhenItIsAskedFor() {
        ChangeSet changes = changes(discovery(MqttSink.DiscoveryForm.DEVICE));
        receive(1_500);
        assertThat(changes.next())
                .first()
                .extracting(Message::topic)
                .isEqualTo("homeassistant/device/" + NAMES.id("grid") + "/config");
        changes.taken();
        receive(1_501);
        assertThat(changes.next()).hasSize(1);
        changes.again();
        assertThat(changes.next())
                .hasSize(1)
                .first()
                .extracting(Message::topic)
                .asString()
                .endsWith("/config");
        assertThat(context.health().counters())
                .containsEntry("announcements", 2L)
                .containsEntry("announced-again", 1L);
    }

    @Test
    void theDevicesAnnouncementHasEachPointWithItsClassUnitAndTime() throws JsonException {
        receive(1_500);
        List<Message> messages =
                discovery(MqttSink.DiscoveryForm.DEVICE).messages(shown, meter.state(), Set.of(POWER, ENERGY, SERIAL));
        JsonValue config = JsonValue.parse(new String(messages.getFirst().payload(), UTF_8));
        assertThat(at(config, "device", "name")).isEqualTo("Home grid");
        assertThat(at(config, "device", "serial_number")).isEqualTo("S1");
        assertThat(at(config, "state_topic")).isEqualTo("home/energy/grid/state");
        assertThat(at(config, "components", "active_power", "device_class")).isEqualTo("power");
        assertThat(at(config, "components", "active_power", "unit_of_measurement"))
                .isEqualTo("W");
        assertThat(at(config, "components", "active_power", "expire_after")).isEqualTo("8");
        assertThat(at(config, "components", "active_energy_import", "state_class"))
                .isEqualTo("total_increasing");
        assertThat(at(config, "components", "active_energy_import", "name")).isEqualTo("Active energy import");
        assertThat(at(config, "components", "serial")).isEqualTo("-");
    }

    @Test
    void entitiesHaveTopicsAndIdsOfTheirOwn() throws JsonException {
        receive(1_500);
        List<Message> messages =
                discovery(MqttSink.DiscoveryForm.ENTITIES).messages(shown, meter.state(), Set.of(POWER));
        assertThat(messages)
                .singleElement()
                .satisfies(message -> assertThat(message.topic())
                        .isEqualTo("homeassistant/sensor/" + NAMES.id("grid") + "/active_power/config"));
        JsonValue entity = JsonValue.parse(new String(messages.getFirst().payload(), UTF_8));
        assertThat(at(entity, "platform")).isEqualTo("-");
        assertThat(at(entity, "unique_id")).isEqualTo(NAMES.id("grid") + "_active_power");
        assertThat(at(entity, "value_template"))
                .isEqualTo("{{ value_json['active-power'].value if 'active-power' in value_json else none }}");
    }

    private static String at(JsonValue from, String... path) {
        JsonValue at = from;
        for (String key : path) {
            JsonValue next = at.get(key);
            if (next == null) {
                return "-";
            }
            at = next;
        }
        return switch (at) {
            case JsonValue.StringValue(String text) -> text;
            case JsonValue.NumberValue(String literal) -> literal;
            default -> at.toString();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE_POWER, power, measurement, 0, false",
        "VOLTAGE, voltage, measurement, 1, false",
        "POWER_FACTOR, power_factor, measurement, 3, false",
        "ACTIVE_ENERGY_EXPORT, energy, total_increasing, 0, false",
        "REACTIVE_ENERGY_IMPORT, '', total_increasing, 0, false",
        "STATE_OF_CHARGE, battery, measurement, 0, false",
        "RATED_POWER, power, '', 0, true",
        "STATE, '', '', -1, true",
    })
    void aQuantityIsASensorOfItsClass(
            Quantity quantity, String deviceClass, String stateClass, int digits, boolean diagnostic) {
        assertThat(Sensor.of(quantity)).isEqualTo(new Sensor(deviceClass, stateClass, digits, diagnostic));
        assertThat(Sensor.shows(Point.of(quantity))).isTrue();
    }

    @Test
    void textsAndTheTimeOfMeasurementAreNoSensors() {
        assertThat(Sensor.shows(SERIAL)).isFalse();
        assertThat(Sensor.shows(Point.of(Quantity.MEASURED_AT))).isFalse();
    }

    @Test
    void aStateHasItsValuesWithUnitAndTime() {
        clock.advance(Duration.ofSeconds(10));
        StatePayload state = StatePayload.of(
                List.of(
                        new PublishedValue(POWER, 1234.5, null, clock.nanos() - 1_500_000_000L, true),
                        new PublishedValue(SERIAL, Double.NaN, "a\"b", clock.nanos(), false)),
                clock);
        assertThat(state.json())
                .isEqualTo("{\"active-power\":{\"value\":1234.5,\"unit\":\"W\",\"time\":\"1970-01-01T00:00:08.500Z\","
                        + "\"derived\":true},\"serial\":{\"value\":\"a\\\"b\",\"time\":\"1970-01-01T00:00:10Z\"}}");
        assertThat(state.measured()).isTrue();
        assertThat(StatePayload.of(List.of(new PublishedValue(SERIAL, Double.NaN, "x", 0, false)), clock)
                        .measured())
                .isFalse();
    }

    @Test
    void whichTopicsAreKeptOutlivesAStart() throws IOException {
        Path state = directory.resolve("state");
        Broker a = new Broker(URI.create("mqtt://a"), "me", new Secret("k-9QX77"), null, state);
        TlsSettings tls = new TlsSettings(directory.resolve("trusted"), null, null);
        Broker b = new Broker(URI.create("mqtts://b"), null, null, tls, state);
        KeptTopics kept = new KeptTopics(state);
        assertThat(kept.of("mqtt://a:1883")).isEmpty();
        kept.add(a, List.of("x/state", "x/status"));
        kept.add(b, List.of("y/state"));
        kept.remove("mqtt://a:1883", List.of("x/state", "never"));
        assertThat(new KeptTopics(state).of("mqtt://a:1883")).containsExactly("x/status");
        assertThat(new KeptTopics(state).of("mqtts://b:8883")).containsExactly("y/state");
        assertThat(new KeptTopics(state).of("mqtt://a")).isEmpty();
        assertThat(new KeptTopics(state).brokers()).containsExactly(a, b);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("mqtt-logins"))))
                .isEqualTo("rw-------");
        KeptTopics next = new KeptTopics(state);
        next.remove("mqtt://a:1883", List.of("x/status"));
        assertThat(next.brokers()).containsExactly(b);
        assertThat(Files.readString(state.resolve("mqtt-logins"))).doesNotContain("k-9QX77");
        Files.delete(state.resolve("mqtt-logins"));
        assertThat(new KeptTopics(state).brokers())
                .containsExactly(new Broker(URI.create("mqtts://b:8883"), null, null, null, state));
        Files.writeString(state.resolve("mqtt-topics"), "of another program\n\tx\n");
        assertThat(new KeptTopics(state).brokers()).isEmpty();
        Path file = Files.createDirectories(directory.resolve("other/mqtt-topics"));
        KeptTopics unreadable = new KeptTopics(directory.resolve("other"));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> unreadable.of("mqtt://a:1883"))
                .withMessage(file + " cannot be read");
    }

    @Test
    void theTopicsOfAllOutputsOfABrokerAreWanted() {
        String text = """
                meters:
                  grid: { profile: p, modbus: { poll: "tcp://a" } }
                  pv: { profile: p, modbus: { poll: "tcp://b" } }
                outputs:
                  one: { meter: grid, mqtt: { broker: "mqtt://a", prefix: p } }
                  two: { meters: all, mqtt: { broker: "mqtt://a:1883", prefix: q, discovery: homeassistant } }
                  three: { meter: pv, mqtt: { broker: "mqtt://b", prefix: r } }
                """;
        WantedTopics wanted = WantedTopics.of(Examples.settings(text), "mqtt://a:1883");
        assertThat(wanted.has("p/grid/state")).isTrue();
        assertThat(wanted.has("p/status")).isTrue();
        assertThat(wanted.has("q/pv/availability")).isTrue();
        assertThat(wanted.has("p/pv/state")).isFalse();
        assertThat(wanted.has("r/pv/state")).isFalse();
        WantedTopics elsewhere = WantedTopics.of(Examples.settings(text), "mqtt://another-name-of-b:1883");
        assertThat(elsewhere.has("r/pv/state")).as("it may be the same broker").isTrue();
        assertThat(elsewhere.has("gone/pv/state")).isFalse();
        assertThat(wanted.has("homeassistant/device/" + new TopicNames("q").id("pv") + "/config"))
                .isTrue();
    }

    @Test
    void aFieldIsMissedAfterItsTimeOrAFewMessages() {
        Point voltage = Point.parse("voltage").orElseThrow();
        SourceValue value = new SourceValue(voltage, List.of(voltage), new Unit.Scaled(Unit.VOLT, 1), 1, "u");
        TopicValue topic = new TopicValue("t", DocumentField.of(value, null, null), Duration.ofSeconds(15));
        MissedField alone = new MissedField(topic);
        assertThat(alone.isMissing(0, true)).isFalse();
        assertThat(alone.isMissing(1, true)).isFalse();
        assertThat(alone.isMissing(2, true)).isTrue();
        MissedField beside = new MissedField(topic);
        for (int i = 0; i < 9; i++) {
            assertThat(beside.isMissing(i, false)).isFalse();
        }
        assertThat(beside.isMissing(10, false)).isTrue();
        beside.given(100);
        assertThat(beside.isMissing(100 + Duration.ofSeconds(15).toNanos(), true))
                .isFalse();
        assertThat(beside.isMissing(101 + Duration.ofSeconds(15).toNanos(), true))
                .isTrue();
    }

    @Test
    void aBrokerThatFailsIsToldWhy() {
        assertThat(BrokerFailure.said(new ExecutionException(new UnknownHostException("h")))
                        .text())
                .isEqualTo("its name is not known");
        assertThat(BrokerFailure.said(new CompletionException(new ConnectException("Connection refused")))
                        .text())
                .isEqualTo("refuses the connection");
        assertThat(BrokerFailure.said(new ConnectException("connection timed out"))
                        .text())
                .isEqualTo("cannot be reached");
        assertThat(BrokerFailure.said(new NoRouteToHostException()).text()).isEqualTo("cannot be reached");
        assertThat(BrokerFailure.said(new SocketException("reset")).text()).isEqualTo("ended the connection");
        assertThat(BrokerFailure.said(new ConnectionClosedException("closed")).text())
                .isEqualTo("ended the connection");
        assertThat(BrokerFailure.said(new SSLException("?")).text()).startsWith("speaks no TLS that we know");
        assertThat(BrokerFailure.said(new IOException("timeout while waiting for CONNACK"))
                        .text())
                .isEqualTo("does not answer");
        assertThat(BrokerFailure.said(new IOException()).text()).isEqualTo("does not speak MQTT");
    }

    @Test
    void credentialsAreHandedOnAsTheyAre() {
        KeyManager key = new KeyManager() {};
        TrustManager trust = new TrustManager() {};
        assertThat(new OwnKeyFactory(List.of(key)).getKeyManagers()).containsExactly(key);
        assertThat(new CheckFactory(trust).getTrustManagers()).containsExactly(trust);
        assertThat(trust).isNotInstanceOf(X509TrustManager.class);
    }

    @Test
    void aBrokerIsShownWithItsPortAndCheckedBeforeItIsUsed() throws IOException {
        Broker plain = new Broker(URI.create("mqtt://h"), null, null, null, null);
        Broker secured = new Broker(URI.create("MQTTS://h"), null, null, null, directory);
        assertThat(plain.shown()).isEqualTo("mqtt://h:1883");
        assertThat(secured.shown()).endsWith("://h:8883");
        assertThat(BrokerTls.config(secured).getProtocols()).hasValue(List.of("TLSv1.3", "TLSv1.2"));
        assertThat(BrokerTls.config(secured).getTrustManagerFactory()).isPresent();
        assertThat(BrokerTls.config(plain).getTrustManagerFactory()).isEmpty();
        Problems problems = new Problems("f");
        Path none = directory.resolve("none.pem");
        io.polymeter.config.TlsSettings tls = new io.polymeter.config.TlsSettings(none, none, null);
        new Broker(URI.create("mqtt:///x"), null, null, tls, null).check("a", problems);
        new Broker(URI.create("mqtts://h"), null, null, tls, directory).check("b", problems);
        assertThat(problems.sorted())
                .extracting(Problem::path)
                .containsExactlyInAnyOrder("a.broker", "a.tls", "b.tls", "b.tls");
    }
}
