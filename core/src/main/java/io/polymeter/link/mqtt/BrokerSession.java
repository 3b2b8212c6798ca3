package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One clean session with a broker, for links whose messages are not those of this package. One message is under
/// way at a time, so that nothing piles up behind a broker that is slow.
public final class BrokerSession implements BrokerConnection {

    private static final long FAREWELL_MILLIS = 500;

    private final Broker broker;
    private final Mqtt3AsyncClient client;
    private final CompletableFuture<?> begun;
    private final CompletableFuture<Void> over;

    /// A message.
    ///
    /// @param qos 0 or 1
    /// @param retained the broker keeps it, or had kept it
    @SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
    public record Message(String topic, byte[] payload, int qos, boolean retained) {}

    private BrokerSession(
            Broker broker, Mqtt3AsyncClient client, CompletableFuture<?> begun, CompletableFuture<Void> over) {
        this.broker = broker;
        this.client = client;
        this.begun = begun;
        this.over = over;
    }

    /// Connects.
    ///
    /// @param will what the broker tells the others when we are lost; null: nothing
    /// @param arrived takes every message; must not wait
    /// @param ended called when the connection ends; must not wait
    /// @throws IOException in words
    public static BrokerSession open(Broker broker, @Nullable Message will, Consumer<Message> arrived, Runnable ended)
            throws IOException, InterruptedException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Mqtt3AsyncClient client = broker.client(end -> {
            over.completeExceptionally(end.getCause());
            ended.run();
        });
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> arrived.accept(message(publish)));
        CompletableFuture<?> begun = client.connect(Mqtt3Connect.builder()
                .cleanSession(true)
                .keepAlive(Broker.keepAlive())
                .willPublish(will == null ? null : packet(will))
                .build());
        BrokerSession session = new BrokerSession(broker, client, begun, over);
        try {
            begun.get();
            return session;
        } catch (ExecutionException e) {
            throw session.failure(e);
        } catch (InterruptedException e) {
            session.close();
            throw e;
        }
    }

    /// Connects, sends one message, and goes.
    ///
    /// @throws IOException in words, where the broker has not taken it
    public static void tell(Broker broker, Message message) throws IOException, InterruptedException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Mqtt3AsyncClient client = broker.client(end -> over.completeExceptionally(end.getCause()));
        CompletableFuture<?> begun = client.connect(Mqtt3Connect.builder()
                .cleanSession(true)
                .keepAlive(Broker.keepAlive())
                .build());
        try (BrokerSession session = new BrokerSession(broker, client, begun, over)) {
            session.await(begun, 2 * Broker.PATIENCE_SECONDS * 1000L, "does not answer");
            session.publish(message);
        }
    }

    /// Asks for messages, at least once each.
    ///
    /// @throws IOException in words
    public void subscribe(List<String> topics) throws IOException, InterruptedException {
        subscribe(topics, 1);
    }

    @Override
    public void subscribe(List<String> topics, int qos) throws IOException, InterruptedException {
        CompletableFuture<?> answered = client.subscribeWith()
                .addSubscriptions(topics.stream()
                        .map(topic -> Mqtt3Subscription.builder()
                                .topicFilter(topic)
                                .qos(quality(qos))
                                .build()))
                .send();
        await(answered, Broker.PATIENCE_SECONDS * 1000L, "does not answer");
    }

    /// Sends a message, and waits until it is on its way, or with `qos` 1 until the broker has it.
    @Override
    public void publish(Message message) throws IOException, InterruptedException {
        await(client.publish(packet(message)), Broker.PATIENCE_SECONDS * 1000L, "does not take what is sent");
    }

    /// Goes with a last message, because a broker keeps the will of whoever takes leave to itself.
    ///
    /// @return true where the broker has it, and so all that was sent before
    public boolean leave(Message last) throws InterruptedException {
        try {
            if (!client.getState().isConnected()) {
                return false;
            }
            await(client.publish(packet(last)), FAREWELL_MILLIS, "");
            client.disconnect().get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (IOException | ExecutionException | TimeoutException _) {
            return false;
        }
    }

    @Override
    public void check() throws IOException {
        if (over.isDone()) {
            try {
                over.getNow(null);
            } catch (RuntimeException e) {
                throw failure(e);
            }
        }
    }

    private void await(CompletableFuture<?> answer, long millis, String otherwise)
            throws IOException, InterruptedException {
        try {
            var _ = answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            throw new IOException(broker.shown() + ": " + otherwise, e);
        }
    }

    private IOException failure(Throwable cause) {
        return new IOException(broker.shown() + ": " + BrokerFailure.message(cause), cause);
    }

    private static Mqtt3Publish packet(Message message) {
        return Mqtt3Publish.builder()
                .topic(message.topic())
                .payload(message.payload())
                .qos(quality(message.qos()))
                .retain(message.retained())
                .build();
    }

    private static MqttQos quality(int qos) {
        return qos == 0 ? MqttQos.AT_MOST_ONCE : MqttQos.AT_LEAST_ONCE;
    }

    private static Message message(Mqtt3Publish publish) {
        return new Message(
                publish.getTopic().toString(),
                publish.getPayloadAsBytes(),
                publish.getQos().getCode(),
                publish.isRetain());
    }

    /// Also of a connection that comes about only after we were told to stop.
    @Override
    public void close() {
        var _ = begun.thenCompose(_ -> client.disconnect());
    }
}
