package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.link.publish.PublishedMeter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Publishes meters over one connection to a broker, for as long as it lasts.
///
/// Always the newest values: what came while the broker took its time is skipped, and nothing is kept for later.
/// Each round of messages is acknowledged before the next is sent. That we are gone is told by our last will.
final class PublishLink implements Link {

    static final String ONLINE = "online";
    static final String OFFLINE = "offline";

    /// How long to look for news at most before asking what has become too old.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final long FAREWELL_MILLIS = 500;

    private final String name;
    private final Broker broker;
    private final Terms terms;

    /// What is published.
    ///
    /// @param every the shortest time between two rounds
    /// @param announcement null: it is announced to nobody
    /// @param kept where our topics are noted
    /// @param wanted those of the whole configuration at this broker
    record Terms(
            TopicNames names,
            Duration every,
            @Nullable DiscoveryPayload announcement,
            List<PublishedMeter> meters,
            List<PublishCounters> tallies,
            KeptTopics kept,
            WantedTopics wanted) {}

    PublishLink(String name, Broker broker, Terms terms) {
        this.name = name;
        this.broker = broker;
        this.terms = terms;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "publishes " + terms.meters().size() + (terms.meters().size() == 1 ? " meter" : " meters") + " to "
                + broker.shown() + " under " + terms.names().prefix() + "/";
    }

    @Override
    public Set<String> events() {
        return Set.of("connects", "messages", "online", "offline", "announcements", "announced-again", "taken-back");
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock.Signal news = context.clock().signal();
        CompletableFuture<Void> over = new CompletableFuture<>();
        Mqtt3AsyncClient client = broker.client(end -> {
            over.completeExceptionally(end.getCause());
            news.raise();
        });
        ChangeSet rounds = new ChangeSet(terms, context);
        client.publishes(MqttGlobalPublishFilter.ALL, message -> {
            if (new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8).equals(ONLINE)) {
                rounds.again();
                news.raise();
            }
        });
        CompletableFuture<?> begun = client.connect(Mqtt3Connect.builder()
                .cleanSession(true)
                .keepAlive(Broker.keepAlive())
                .willPublish(publish(new Message(terms.names().status(), OFFLINE)))
                .build());
        List<Runnable> subscriptions = new ArrayList<>();
        try {
            begun.get();
            context.health().count("connects");
            listen(client);
            terms.meters().forEach(shown -> subscriptions.add(shown.meter().onUpdate(news::raise)));
            takeBack(client, context);
            sendNoted(client, List.of(new Message(terms.names().status(), ONLINE)), context);
            while (!over.isDone()) {
                List<Message> round = rounds.next();
                sendNoted(client, round, context);
                rounds.taken();
                report(context, Health.State.UP, description());
                if (!round.isEmpty()) {
                    context.clock().sleep(terms.every());
                }
                boolean _ = news.await(LOOK);
            }
            over.get();
        } catch (ExecutionException e) {
            throw new IOException(broker.shown() + ": " + BrokerFailure.message(e), e);
        } catch (TimeoutException e) {
            throw new IOException(broker.shown() + ": no acknowledgement of published messages", e);
        } finally {
            subscriptions.forEach(Runnable::run);
            farewell(client, begun);
        }
    }

    private void listen(Mqtt3AsyncClient client) throws InterruptedException, ExecutionException, TimeoutException {
        DiscoveryPayload announcement = terms.announcement();
        if (announcement != null) {
            var _ = client.subscribeWith()
                    .topicFilter(announcement.birth())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send()
                    .get(Broker.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /// What was published once and is not configured any more: nobody shall take it for something that is there.
    private void takeBack(Mqtt3AsyncClient client, Context context)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            List<String> gone = terms.kept().of(broker.shown()).stream()
                    .filter(topic -> !terms.wanted().has(topic))
                    .toList();
            // First in words for those who listen, then not at all for those who come.
            send(
                    client,
                    gone.stream()
                            .filter(topic -> topic.endsWith("/availability") || topic.endsWith("/status"))
                            .map(topic -> new Message(topic, OFFLINE))
                            .toList());
            send(client, gone.stream().map(topic -> new Message(topic, "")).toList());
            terms.kept().remove(broker.shown(), gone);
            gone.forEach(_ -> context.health().count("taken-back"));
        } catch (IOException e) {
            unnoted(context, e);
        }
    }

    private void sendNoted(Mqtt3AsyncClient client, List<Message> messages, Context context)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            terms.kept()
                    .add(broker.shown(), messages.stream().map(Message::topic).toList());
        } catch (IOException e) {
            unnoted(context, e);
        }
        send(client, messages);
    }

    private void unnoted(Context context, IOException failure) {
        String sentence = failure.getMessage() + ": what is removed later stays at the broker";
        trouble(context, Trouble.warning("state", sentence, ""));
    }

    private static void send(Mqtt3AsyncClient client, List<Message> messages)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<?>[] sent = messages.stream()
                .map(message -> client.publish(publish(message)))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(sent).get(Broker.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Mqtt3Publish publish(Message message) {
        return Mqtt3Publish.builder()
                .topic(message.topic())
                .payload(message.payload().getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .build();
    }

    /// Says that we go, because a broker keeps the last will of whoever takes leave to itself. Also of a
    /// connection that comes about only after we were told to stop.
    private void farewell(Mqtt3AsyncClient client, CompletableFuture<?> begun) {
        if (!client.getState().isConnected()) {
            var _ = begun.thenCompose(_ -> client.disconnect());
            return;
        }
        try {
            List<String> topics = new ArrayList<>(List.of(terms.names().status()));
            terms.meters()
                    .forEach(shown ->
                            topics.add(terms.names().availability(shown.meter().name())));
            CompletableFuture<?>[] told = topics.stream()
                    .map(topic -> client.publish(publish(new Message(topic, OFFLINE))))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(told).get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
            client.disconnect().get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // A broker that is not there any more tells the others itself.
            var _ = client.disconnect();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One message, which the broker keeps.
    record Message(String topic, String payload) {}
}
