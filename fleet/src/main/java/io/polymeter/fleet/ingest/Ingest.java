package io.polymeter.fleet.ingest;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.topic.DownlinkMessage;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.SaidTopic;
import io.polymeter.fleet.topic.TopicTail;
import io.polymeter.fleet.topic.UpWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears groups of edge nodes at a broker, and speaks to them there. A message is acknowledged when Kafka has
/// it; each group belongs to one instance, because shared subscriptions lose messages when one of them dies.
public final class Ingest implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private final UpWriter writer;
    private final Mqtt3AsyncClient client;
    private final TopicTail commands;
    private final List<String> groups;

    /// What it needs.
    ///
    /// @param broker `mqtt://HOST:PORT` or `mqtts://…`
    /// @param groups of edge nodes
    /// @param client id, the same after each start
    public record Settings(
            URI broker,
            List<String> groups,
            String client,
            @Nullable String username,
            @Nullable String password) {}

    private Ingest(KafkaAccess kafka, Settings settings) {
        groups = List.copyOf(settings.groups());
        writer = UpWriter.start(kafka);
        client = client(settings);
        commands = new TopicTail(kafka, kafka.topics().down(), this::send);
    }

    /// Starts one; it connects as soon as the broker lets it, and again.
    public static Ingest start(KafkaAccess kafka, Settings settings) {
        Ingest ingest = new Ingest(kafka, settings);
        var _ = ingest.client
                .connectWith()
                .cleanSession(false)
                .keepAlive(30)
                .send()
                .whenComplete((_, error) -> {
                    if (error != null) {
                        LOG.warn("The broker is not there yet: {}", error.getMessage());
                    }
                });
        return ingest;
    }

    private Mqtt3AsyncClient client(Settings settings) {
        URI broker = settings.broker();
        boolean tls = "mqtts".equals(broker.getScheme());
        Mqtt3ClientBuilder builder = MqttClient.builder()
                .useMqttVersion3()
                .identifier(settings.client())
                .serverHost(broker.getHost())
                .serverPort(broker.getPort() >= 0 ? broker.getPort() : tls ? 8883 : 1883)
                .automaticReconnect()
                .initialDelay(1, TimeUnit.SECONDS)
                .maxDelay(30, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .addConnectedListener(_ -> subscribe());
        if (tls) {
            builder = builder.sslWithDefaultConfig();
        }
        String username = settings.username();
        String password = settings.password();
        if (username != null) {
            var named = builder.simpleAuth().username(username);
            builder = (password == null ? named : named.password(password.getBytes(StandardCharsets.UTF_8)))
                    .applySimpleAuth();
        }
        return builder.buildAsync();
    }

    private void subscribe() {
        for (String group : groups) {
            var _ = client.subscribeWith()
                    .topicFilter(SaidTopic.NAMESPACE + "/" + group + "/#")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(this::heard)
                    .manualAcknowledgement(true)
                    .send()
                    .whenComplete((_, error) -> {
                        if (error != null) {
                            LOG.warn("Group {} is not heard: {}", group, error.getMessage());
                        }
                    });
        }
    }

    private void heard(Mqtt3Publish message) {
        SaidTopic topic = SaidTopic.parse(message.getTopic().toString()).orElse(null);
        if (topic == null) {
            message.acknowledge();
            return;
        }
        var _ = writer.write(topic, message.getPayloadAsBytes()).whenComplete((_, error) -> {
            if (error == null) {
                message.acknowledge();
            } else {
                LOG.warn("Kafka has not taken a message: {}", error.getMessage());
            }
        });
    }

    private void send(String node, byte[] value) {
        int slash = node.indexOf('/');
        if (slash < 0 || !groups.contains(node.substring(0, slash))) {
            return;
        }
        try {
            DownlinkMessage down = DownlinkMessage.of(value);
            client.publishWith()
                    .topic(SaidTopic.command(node, down.device()))
                    .qos(MqttQos.AT_MOST_ONCE)
                    .payload(down.payload())
                    .send();
        } catch (MalformedRecordException bad) {
            LOG.warn("A command for {} was left out: {}", node, bad.getMessage());
        }
    }

    /// Messages that Kafka has, and that it did not take.
    public UpWriter written() {
        return writer;
    }

    @Override
    public void close() {
        commands.close();
        var _ = client.disconnect();
        writer.close();
    }
}
