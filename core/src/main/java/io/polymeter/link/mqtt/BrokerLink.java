package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One connection to a broker for as long as it lasts.
///
/// The session is clean and messages are asked for at most once: after an interruption nothing is wanted that was
/// measured meanwhile.
final class BrokerLink implements Link {

    private final String name;
    private final Broker broker;
    private final Topics topics;

    BrokerLink(String name, Broker broker, Topics topics) {
        this.name = name;
        this.broker = broker;
        this.topics = topics;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "listens to " + topics.names().size() + " topics of " + broker.shown();
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Mqtt3AsyncClient client = broker.client(end -> over.completeExceptionally(end.getCause()));
        // Before the subscription, or what the broker has kept for us is lost.
        client.publishes(MqttGlobalPublishFilter.ALL, message -> topics.take(message(message), context));
        CompletableFuture<?> begun = client.connect(Mqtt3Connect.builder()
                .cleanSession(true)
                .keepAlive(Broker.keepAlive())
                .build());
        try {
            begun.get();
            context.health().count("connections");
            client.subscribeWith()
                    .addSubscriptions(topics.names().stream().map(BrokerLink::subscription))
                    .send()
                    .get();
            report(context, Health.State.UP, description());
            over.get();
        } catch (ExecutionException e) {
            throw new IOException(broker.shown() + ": " + BrokerFailure.words(e), e);
        } finally {
            // Also a connection that comes about only after we were told to stop.
            var _ = begun.thenCompose(_ -> client.disconnect());
        }
    }

    private static Mqtt3Subscription subscription(String topic) {
        return Mqtt3Subscription.builder()
                .topicFilter(topic)
                .qos(MqttQos.AT_MOST_ONCE)
                .build();
    }

    private static Topics.Message message(Mqtt3Publish publish) {
        return new Topics.Message(publish.getTopic().toString(), publish.getPayloadAsBytes(), publish.isRetain());
    }
}
