package io.polymeter.link.mqtt;

import io.polymeter.config.kind.MqttSource;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkContext;
import io.polymeter.link.mqtt.BrokerSession.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
    private final BrokerConnection.Opener opener;

    /// What is listened to, and how.
    ///
    /// @param keepAlive what is sent to the broker at an interval; null: nothing
    record Terms(Broker broker, Topics topics, MqttSource.@Nullable KeepAlive keepAlive) {}

    BrokerLink(String name, Terms terms, BrokerConnection.Opener opener) {
        this.name = name;
        this.broker = terms.broker();
        this.opener = opener;
        this.topics = terms.topics();
        this.keepAlive = terms.keepAlive();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public io.polymeter.message.Message description() {
        return io.polymeter.message.Message.of(
                "link-hears-topics",
                "listens to {count} topics of {broker}",
                topics.names().size(),
                broker.shown());
    }

    @Override
    public Set<String> events() {
        return Topics.EVENTS;
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock.Signal news = context.clock().signal();
        LinkContext mine = new LinkContext(this, context);
        topics.connected();
        try (BrokerConnection connection = opener.open(broker, message -> take(message, mine, news), news::raise)) {
            context.health().count("connects");
            connection.subscribe(List.copyOf(topics.names()), 0);
            context.connected();
            listen(connection, mine, news);
        }
    }

    private void take(Message message, LinkContext context, Clock.Signal news) {
        topics.take(message, context);
        if (context.health().status().state() != Health.State.UP) {
            news.raise();
        }
    }

    /// Ends by exception, or by interrupt.
    private void listen(BrokerConnection connection, LinkContext context, Clock.Signal news)
            throws IOException, InterruptedException {
        long due = context.clock().nanos();
        while (true) {
            connection.check();
            long now = context.clock().nanos();
            if (keepAlive != null && now - due >= 0) {
                due = now + keepAlive.every().toNanos();
                context.health().count("keep-alives");
                connection.publish(message(keepAlive));
            }
            io.polymeter.message.Message complaint = topics.complaint(context);
            if (complaint == null) {
                report(context, Health.State.UP, description());
            } else {
                report(
                        context,
                        Health.State.WAITING,
                        io.polymeter.message.Message.of("about-3", "{name}: {why}", description(), complaint));
            }
            long next = keepAlive == null ? LOOK.toNanos() : Math.min(LOOK.toNanos(), due - now);
            boolean _ = news.await(Duration.ofNanos(Math.max(1_000_000, next)));
        }
    }

    /// Not kept by the broker: it is for whoever listens now.
    private static Message message(MqttSource.KeepAlive keepAlive) {
        return new Message(keepAlive.topic(), keepAlive.payload().getBytes(StandardCharsets.UTF_8), 0, false);
    }
}
