package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import io.polymeter.link.Clock;
import io.polymeter.message.CodedIoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One clean session with a broker. Who sends waits until the broker has it, so that nothing piles up behind a broker
/// that is slow.
public final class BrokerSession implements BrokerConnection {

    private static final Duration PATIENCE = Duration.ofSeconds(Broker.PATIENCE_SECONDS);
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final Clock clock;
    private final Broker broker;
    private final Mqtt3AsyncClient client;
    private final CompletableFuture<?> begun;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /// A message.
    ///
    /// @param qos 0 or 1
    /// @param retained the broker keeps it, or had kept it
    @SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
    public record Message(String topic, byte[] payload, int qos, boolean retained) {

        /// A text that the broker acknowledges and keeps.
        static Message retained(String topic, String text) {
            return new Message(topic, text.getBytes(StandardCharsets.UTF_8), 1, true);
        }
    }

    /// Who is called of a session; neither may wait.
    ///
    /// @param arrived takes every message
    /// @param ended called when the connection ends
    public record Listener(Consumer<Message> arrived, Runnable ended) {}

    private BrokerSession(Clock clock, Broker broker, @Nullable Message will, Listener listener) throws IOException {
        this.clock = clock;
        this.broker = broker;
        client = broker.client(end -> {
            over.completeExceptionally(end.getCause());
            listener.ended().run();
        });
        client.publishes(
                MqttGlobalPublishFilter.ALL, publish -> listener.arrived().accept(message(publish)));
        begun = client.connect(Mqtt3Connect.builder()
                .cleanSession(true)
                .keepAlive(Broker.keepAlive())
                .willPublish(will == null ? null : packet(will))
                .build());
    }

    /// Connects.
    ///
    /// @param will what the broker tells the others when we are lost; null: nothing
    /// @throws IOException in words
    public static BrokerSession open(Clock clock, Broker broker, @Nullable Message will, Listener listener)
            throws IOException, InterruptedException {
        BrokerSession session = new BrokerSession(clock, broker, will, listener);
        try {
            session.await(
                    session.begun,
                    PATIENCE.multipliedBy(2),
                    io.polymeter.message.Message.of("does-not-answer", "does not answer"));
            return session;
        } catch (IOException | InterruptedException e) {
            session.close();
            throw e;
        }
    }

    /// Connects, sends one message, and goes.
    ///
    /// @throws IOException in words, where the broker has not taken it
    public static void tell(Clock clock, Broker broker, Message message) throws IOException, InterruptedException {
        try (BrokerSession session = open(clock, broker, null, new Listener(_ -> {}, () -> {}))) {
            session.publish(message);
        }
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
        await(answered, PATIENCE, io.polymeter.message.Message.of("does-not-answer", "does not answer"));
    }

    /// Sends a message, and waits until it is on its way, or with `qos` 1 until the broker has it.
    @Override
    public void publish(Message message) throws IOException, InterruptedException {
        publish(List.of(message));
    }

    /// Sends messages one behind the other, and waits until all of them are on their way, or with `qos` 1 until the
    /// broker has them.
    ///
    /// @throws IOException in words
    public void publish(List<Message> messages) throws IOException, InterruptedException {
        await(
                sent(messages),
                PATIENCE,
                io.polymeter.message.Message.of("no-acknowledgement", "no acknowledgement of published messages"));
    }

    private CompletableFuture<Void> sent(List<Message> messages) {
        return CompletableFuture.allOf(messages.stream()
                .map(message -> client.publish(packet(message)))
                .toArray(CompletableFuture<?>[]::new));
    }

    /// Goes with last messages, because a broker keeps the will of whoever takes leave to itself.
    ///
    /// @return true where the broker has it, and so all that was sent before
    public boolean leave(List<Message> last) throws InterruptedException {
        try {
            if (!client.getState().isConnected()) {
                return false;
            }
            io.polymeter.message.Message nothing = io.polymeter.message.Message.verbatim("");
            await(sent(last), FAREWELL, nothing);
            await(client.disconnect(), FAREWELL, nothing);
            return true;
        } catch (IOException _) {
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

    private void await(CompletableFuture<?> answer, Duration most, io.polymeter.message.Message otherwise)
            throws IOException, InterruptedException {
        try {
            clock.await(answer, most);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            throw new CodedIoException(
                    io.polymeter.message.Message.of("about-3", "{name}: {why}", broker.shown(), otherwise), e);
        }
    }

    private IOException failure(Throwable cause) {
        return new CodedIoException(
                io.polymeter.message.Message.of("about-3", "{name}: {why}", broker.shown(), BrokerFailure.said(cause)),
                cause);
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
