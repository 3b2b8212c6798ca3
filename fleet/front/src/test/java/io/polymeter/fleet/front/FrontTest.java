package io.polymeter.fleet.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import io.polymeter.fleet.broker.LocalBroker;
import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.ca.PemFiles;
import io.polymeter.fleet.demo.SimulatedGateways;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.DownlinkMessage;
import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.UplinkMessage;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A front with real TLS connections, before a real Kafka: [PublishForwarder] up, [CommandForwarder] down, and a
/// [DeathPublisher] for connections that end.
class FrontTest {

    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    private static Path directory;

    private static LocalBroker kafkaBroker;
    private static KafkaAccess kafka;
    private static Producer<String, byte[]> producer;
    private static Authority authority;
    private static Front front;
    private static int port;

    @BeforeAll
    static void begin() throws Exception {
        kafkaBroker = LocalBroker.start(directory.resolve("kafka"), freePort(), freePort());
        kafka = new KafkaAccess(kafkaBroker.bootstrap(), 1, Map.of(), new FleetTopics("front", 2));
        kafka.prepare();
        producer = kafka.producer();
        authority = Authority.init(directory.resolve("ca"), PASSWORD);
        Authority.save(directory.resolve("front.p12"), PASSWORD, authority.server(List.of("localhost", "127.0.0.1")));
        authority.trust(directory.resolve("trust.p12"), PASSWORD);
        port = freePort();
        front = Front.start(
                kafka,
                new FrontSettings(
                        "127.0.0.1",
                        port,
                        directory.resolve("front.p12"),
                        directory.resolve("trust.p12"),
                        "secret",
                        "fleet",
                        directory.resolve("front"),
                        false));
    }

    @AfterAll
    static void end() {
        front.close();
        producer.close();
        kafkaBroker.close();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void register(String node, @Nullable Registration registration) {
        byte[] value = registration == null ? null : registration.bytes();
        var _ = producer.send(new ProducerRecord<>(kafka.topics().registry(), node, value));
        producer.flush();
    }

    private static Mqtt3BlockingClient client(Authority.Identity identity, String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, PASSWORD);
        keys.setKeyEntry(
                "own", identity.key(), PASSWORD, identity.chain().toArray(java.security.cert.Certificate[]::new));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("fleet", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return Mqtt3Client.builder()
                .identifier(name)
                .serverHost("localhost")
                .serverPort(port)
                .sslConfig(MqttClientSslConfig.builder()
                        .keyManagerFactory(own)
                        .trustManagerFactory(trust)
                        .build())
                .buildBlocking();
    }

    /// Once the front has heard of a registration, which takes a moment.
    private static void connect(Mqtt3BlockingClient client, String will) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            client.connectWith()
                    .keepAlive(30)
                    .willPublish()
                    .topic(will)
                    .payload(new byte[] {7})
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .applyWillPublish()
                    .send();
            return true;
        });
    }

    private static List<UplinkMessage> said(String node) {
        List<UplinkMessage> said = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = kafka.consumer(Map.of())) {
            List<TopicPartition> parts = List.of(
                    new TopicPartition(kafka.topics().up(), 0),
                    new TopicPartition(kafka.topics().up(), 1));
            consumer.assign(parts);
            consumer.seekToBeginning(parts);
            Map<TopicPartition, Long> ends = consumer.endOffsets(parts);
            while (parts.stream().anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (node.equals(record.key())) {
                        said.add(UplinkMessage.of(record.value()));
                    }
                });
            }
        }
        return said;
    }

    private static void until(String node, UplinkMessage.Kind... kinds) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(said(node)).extracting(UplinkMessage::kind).containsExactly(kinds));
    }

    @Test
    void whatAGatewaySaysIsInKafkaAsItIsAndSoIsItsEnd() throws Exception {
        register("g/a", Registration.PLAIN);
        Mqtt3BlockingClient client = client(authority.gateway("g/a"), "a");
        connect(client, "spBv1.0/g/NDEATH/a");

        client.publishWith()
                .topic("spBv1.0/g/NBIRTH/a")
                .payload(new byte[] {1, 2, 3})
                .send();
        client.publishWith()
                .topic("spBv1.0/g/DDATA/a/grid")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(new byte[] {4})
                .send();

        until("g/a", UplinkMessage.Kind.NBIRTH, UplinkMessage.Kind.DDATA);
        assertThat(said("g/a").getFirst().payload()).containsExactly(1, 2, 3);
        assertThat(said("g/a").getLast().device()).isEqualTo("grid");
        client.disconnect();
        until("g/a", UplinkMessage.Kind.NBIRTH, UplinkMessage.Kind.DDATA, UplinkMessage.Kind.NDEATH);
        assertThat(said("g/a").getLast().payload()).containsExactly(7);
    }

    @Test
    void aGatewayIsToldWhatIsForItAndThatTheHostIsThere() throws Exception {
        register("g/b", Registration.PLAIN);
        Mqtt3BlockingClient client = client(authority.gateway("g/b"), "b");
        connect(client, "spBv1.0/g/NDEATH/b");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        client.toAsync()
                .subscribeWith()
                .topicFilter("spBv1.0/g/DCMD/b/#")
                .callback(message -> heard.add(message.getTopic() + " " + message.getPayloadAsBytes().length))
                .send()
                .join();
        BlockingQueue<String> states = new LinkedBlockingQueue<>();
        client.toAsync()
                .subscribeWith()
                .topicFilter("spBv1.0/STATE/fleet")
                .callback(message -> states.add(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8)))
                .send()
                .join();
        byte[] down = new DownlinkMessage("pv", new byte[] {1, 2}).bytes();
        var _ = producer.send(new ProducerRecord<>(kafka.topics().down(), "g/other", down));
        var _ = producer.send(new ProducerRecord<>(kafka.topics().down(), "g/b", down));

        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("spBv1.0/g/DCMD/b/pv 2");
        assertThat(states.poll(30, TimeUnit.SECONDS)).startsWith("{\"online\":true,\"timestamp\":");
        client.disconnect();
    }

    @Test
    void nobodySpeaksForAnother() throws Exception {
        register("g/c", Registration.PLAIN);
        Mqtt3BlockingClient client = client(authority.gateway("g/c"), "c");
        connect(client, "spBv1.0/g/NDEATH/c");

        client.toAsync()
                .publishWith()
                .topic("spBv1.0/g/NDATA/a2")
                .payload(new byte[] {1})
                .send();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !client.getState().isConnected());
        assertThat(said("g/a2")).isEmpty();
    }

    @Test
    void whoIsNotRegisteredOrHasAForeignCertificateIsNotLetIn() throws Exception {
        Authority foreign = Authority.init(directory.resolve("foreign"), PASSWORD);
        register("g/d", Registration.PLAIN.with(Registration.PLAIN.access().enrolled("1234", 0)));

        assertThatThrownBy(() -> client(authority.gateway("g/unknown"), "u").connect())
                .isInstanceOf(Exception.class);
        assertThatThrownBy(() -> client(foreign.gateway("g/a"), "f").connect()).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> client(authority.gateway("g/d"), "d").connect())
                .isInstanceOf(Exception.class);
    }

    @Test
    void aRevocationEndsTheConnection() throws Exception {
        register("g/e", Registration.PLAIN);
        Mqtt3BlockingClient client = client(authority.gateway("g/e"), "e");
        connect(client, "spBv1.0/g/NDEATH/e");

        register("g/e", Registration.PLAIN.admitted(false, 0));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !client.getState().isConnected());
        until("g/e", UplinkMessage.Kind.NDEATH);
    }

    /// What a gateway last said of its configuration.
    private static String configuration(String node) throws Exception {
        Map<Long, String> names = new HashMap<>();
        String last = "";
        for (UplinkMessage up : said(node)) {
            for (Metric metric : Payload.decode(up.payload()).metrics()) {
                if (metric.alias() != null && metric.name() != null) {
                    names.put(metric.alias(), metric.name());
                }
                String name =
                        metric.name() != null || metric.alias() == null ? metric.name() : names.get(metric.alias());
                if (ControlMetrics.CONFIGURATION_STATE.equals(name)
                        && metric.value() instanceof MetricValue.Text text) {
                    last = text.value();
                }
            }
        }
        return last;
    }

    private static void configure(String node, String text) throws Exception {
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        Payload payload = new Payload(
                1L,
                null,
                List.of(
                        Metric.of(ControlMetrics.CONFIGURATION, 1, DataType.STRING, new MetricValue.Text(text)),
                        Metric.of(ControlMetrics.CONFIGURATION_HASH, 1, DataType.STRING, new MetricValue.Text(hash))));
        byte[] down = new DownlinkMessage("", payload.encode()).bytes();
        var _ = producer.send(new ProducerRecord<>(kafka.topics().down(), node, down));
    }

    @Test
    void aGatewayTriesAConfigurationAndKeepsItOrGoesBackByItself() throws Exception {
        register("demo/site-2", Registration.PLAIN);
        Path gateways = directory.resolve("configured");
        PemFiles.write(gateways.resolve("site-2"), authority.gateway("demo/site-2"));
        Path file = gateways.resolve("site-2").resolve("polymeter.yaml");
        try (SimulatedGateways _ = SimulatedGateways.start(gateways, port)) {
            String first = Files.readString(file);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> configuration("demo/site-2").equals("kept"));

            configure("demo/site-2", first + "nonsense: 1\n");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> configuration("demo/site-2").startsWith("refused: "));

            configure("demo/site-2", "# another\n" + first);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> configuration("demo/site-2").equals("kept"));
            assertThat(file).content().startsWith("# another");

            configure("demo/site-2", first.replace(":" + port, ":" + freePort()));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> configuration("demo/site-2").startsWith("rolled-back: "));
            assertThat(file).content().startsWith("# another");
        }
    }

    @Test
    void theGatewaysOwnUplinkIsHeard() throws Exception {
        register("demo/site-1", Registration.PLAIN);
        Path gateways = directory.resolve("gateways");
        PemFiles.write(gateways.resolve("site-1"), authority.gateway("demo/site-1"));

        try (SimulatedGateways _ = SimulatedGateways.start(gateways, port)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(said("demo/site-1"))
                            .extracting(UplinkMessage::kind)
                            .startsWith(UplinkMessage.Kind.NBIRTH, UplinkMessage.Kind.DBIRTH)
                            .contains(UplinkMessage.Kind.DDATA));
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> said("demo/site-1").getLast().kind() == UplinkMessage.Kind.NDEATH);
        for (UplinkMessage up : said("demo/site-1")) {
            assertThat(Payload.decode(up.payload()).metrics()).isNotEmpty();
        }
    }
}
