package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import io.polymeter.config.kind.MqttSource;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One connection to a broker for as long as it lasts.
///
/// The session is clean and messages are asked for at most once: after an interruption nothing is wanted that was
/// measured meanwhile. The link is up while something usable arrives.
final class BrokerLink implements Link {

    /// How often it looks whether something usable still arrives.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final String name;
    private final Broker broker;
    private final Topics topics;
    private final MqttSource.@Nullable KeepAlive keepAlive;

    /// @param keepAlive what is sent to the broker at an interval; null: nothing
    BrokerLink(String name, Broker broker, Topics topics, MqttSource.@Nullable KeepAlive keepAlive) {
        this.name = name;
        this.broker = broker;
        this.topics = topics;
        this.keepAlive = keepAlive;
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
    public Set<String> events() {
        return Topics.EVENTS;
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock.Signal news = context.clock().signal();
        CompletableFuture<Void> over = new CompletableFuture<>();
        Mqtt3AsyncClient client = broker.client(end -> {
            over.completeExceptionally(end.getCause());
            news.raise();
        });
        LinkContext mine = new LinkContext(this, context);
        topics.connected();
        // Before the subscription, or what the broker has kept for us is lost.
        client.publishes(MqttGlobalPublishFilter.ALL, message -> {
            topics.take(message(message), mine);
            if (context.health().status().state() != Health.State.UP) {
                news.raise();
            }
        });
        CompletableFuture<?> begun = client.connect(Mqtt3Connect.builder()
                .cleanSession(true)
                .keepAlive(Broker.keepAlive())
                .build());
        try {
            begun.get();
            context.health().count("connects");
            client.subscribeWith()
                    .addSubscriptions(topics.names().stream().map(BrokerLink::subscription))
                    .send()
                    .get();
            listen(client, mine, news, over);
            over.get();
        } catch (ExecutionException e) {
            throw new IOException(broker.shown() + ": " + BrokerFailure.message(e), e);
        } finally {
            // Also a connection that comes about only after we were told to stop.
            var _ = begun.thenCompose(_ -> client.disconnect());
        }
    }

    private void listen(Mqtt3AsyncClient client, LinkContext context, Clock.Signal news, CompletableFuture<?> over)
            throws InterruptedException {
        long due = context.clock().nanos();
        while (!over.isDone()) {
            long now = context.clock().nanos();
            if (keepAlive != null && now - due >= 0) {
                due = now + keepAlive.every().toNanos();
                context.health().count("keep-alives");
                var _ = client.publish(publish(keepAlive));
            }
            String complaint = topics.complaint(context);
            if (complaint == null) {
                report(context, Health.State.UP, description());
            } else {
                report(context, Health.State.WAITING, description() + ": " + complaint);
            }
            long next = keepAlive == null ? LOOK.toNanos() : Math.min(LOOK.toNanos(), due - now);
            boolean _ = news.await(Duration.ofNanos(Math.max(1_000_000, next)));
        }
    }

    /// Not kept by the broker: it is for whoever listens now.
    private static Mqtt3Publish publish(MqttSource.KeepAlive keepAlive) {
        return Mqtt3Publish.builder()
                .topic(keepAlive.topic())
                .payload(keepAlive.payload().getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_MOST_ONCE)
                .build();
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
