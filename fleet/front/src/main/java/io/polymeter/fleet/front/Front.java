package io.polymeter.fleet.front;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.polymeter.fleet.front.Connections.Connection;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.SaidTopic;
import io.polymeter.fleet.topic.TopicTable;
import io.polymeter.fleet.topic.UpWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One front: an MQTT broker that has no subscribers but gateways, and no memory but Kafka. Any number of them share
/// nothing.
final class Front implements AutoCloseable {

    private final UpWriter writer;
    private final TopicTable registry;
    private final Membership membership = new Membership(List.of());
    private final Connections connections = new Connections();
    private final Admission admission;
    private final FrontSettings settings;
    private EmbeddedHiveMQ broker;
    private CommandForwarder downward;

    @SuppressWarnings("NullAway.Init") // by start
    private Front(KafkaAccess kafka, FrontSettings settings) {
        this.settings = settings;
        admission = new Admission(membership, connections, settings.relayed());
        writer = UpWriter.start(kafka);
        registry = new TopicTable(kafka, kafka.topics().registry(), this::registered);
    }

    /// Starts one; it listens when this returns.
    ///
    /// @throws IOException where its files cannot be written, or the port is taken
    public static Front start(KafkaAccess kafka, FrontSettings settings) throws IOException, InterruptedException {
        Front front = new Front(kafka, settings);
        try {
            front.registry.await();
            front.downward = new CommandForwarder(kafka, front.connections);
            front.broker = front.open();
            return front;
        } catch (IOException | InterruptedException | RuntimeException e) {
            front.close();
            throw e;
        }
    }

    private EmbeddedHiveMQ open() throws IOException, InterruptedException {
        Path conf = Files.createDirectories(settings.directory().resolve("conf"));
        Files.writeString(conf.resolve("config.xml"), settings.xml());
        EmbeddedHiveMQ opened = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(conf)
                .withDataFolder(Files.createDirectories(settings.directory().resolve("data")))
                .withExtensionsFolder(
                        Files.createDirectories(settings.directory().resolve("extensions")))
                .withoutLoggingBootstrap()
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("polymeter-front")
                        .withName("Polymeter front")
                        .withVersion("1")
                        .withAuthor("Polymeter")
                        .withExtensionMain(new Inside())
                        .build())
                .build();
        try {
            opened.start().get();
            return opened;
        } catch (ExecutionException e) {
            throw new IOException(
                    "the front does not listen on " + settings.address() + ":" + settings.port() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /// A certificate that is taken back ends its connection.
    private void registered(String node, byte @Nullable [] bytes) {
        membership.registered(node, bytes == null ? null : Registration.of(bytes));
        Connection connection = connections.ofNode(node);
        if (connection != null && !admission.isAdmitted(node, connection.serial())) {
            var _ = Services.clientService().disconnectClient(connection.client());
        }
    }

    /// Gateways that are connected here.
    public int connected() {
        return connections.size();
    }

    /// Messages that Kafka has, and that it did not take.
    public UpWriter written() {
        return writer;
    }

    /// Connections and messages that were refused.
    public long refused() {
        return connections.refused.sum();
    }

    /// Commands that were sent.
    public long commands() {
        return downward.sent();
    }

    private void state(boolean online) {
        String text = "{\"online\":" + online + ",\"timestamp\":" + System.currentTimeMillis() + "}";
        var _ = Services.publishService()
                .publish(Builders.publish()
                        .topic(SaidTopic.NAMESPACE + "/STATE/" + settings.host())
                        .payload(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                        .qos(Qos.AT_LEAST_ONCE)
                        .retain(true)
                        .build());
    }

    /// What runs inside of the broker.
    private final class Inside implements ExtensionMain {

        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            PublishForwarder upward = new PublishForwarder(writer, connections);
            Services.securityRegistry().setAuthenticatorProvider(_ -> admission);
            Services.initializerRegistry()
                    .setClientInitializer((_, client) -> client.addPublishInboundInterceptor(upward));
            Services.eventRegistry().setClientLifecycleEventListener(_ -> new DeathPublisher(writer, connections));
            state(true);
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
            // Connections end with the broker.
        }
    }

    @Override
    public void close() {
        if (downward != null) {
            downward.close();
        }
        try {
            if (broker != null) {
                state(false);
                broker.close();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the front does not end", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            registry.close();
            writer.close();
        }
    }
}
