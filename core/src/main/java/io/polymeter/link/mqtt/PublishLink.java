package io.polymeter.link.mqtt;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.link.publish.PublishedMeter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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

    private final String name;
    private final Broker broker;
    private final Terms terms;

    /// What is published.
    ///
    /// @param every the shortest time between two rounds
    /// @param announcement null: it is announced to nobody
    /// @param kept where our topics are noted
    record Terms(
            TopicNames names,
            Duration every,
            @Nullable DiscoveryPayload announcement,
            List<PublishedMeter> meters,
            List<PublishCounters> tallies,
            KeptTopics kept) {}

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
    public io.polymeter.message.Message description() {
        int count = terms.meters().size();
        return count == 1
                ? io.polymeter.message.Message.of(
                        "link-publishes-one",
                        "publishes 1 meter to {broker} under {prefix}/",
                        broker.shown(),
                        terms.names().prefix())
                : io.polymeter.message.Message.of(
                        "link-publishes",
                        "publishes {count} meters to {broker} under {prefix}/",
                        count,
                        broker.shown(),
                        terms.names().prefix());
    }

    @Override
    public Set<String> events() {
        return Set.of("connects", "messages", "online", "offline", "announcements", "announced-again");
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock.Signal news = context.clock().signal();
        ChangeSet rounds = new ChangeSet(terms, context);
        BrokerSession.Listener listener = new BrokerSession.Listener(
                message -> {
                    if (new String(message.payload(), StandardCharsets.UTF_8).equals(ONLINE)) {
                        rounds.again();
                        news.raise();
                    }
                },
                news::raise);
        Message will = Message.retained(terms.names().status(), OFFLINE);
        List<Runnable> subscriptions = new ArrayList<>();
        try (BrokerSession session = BrokerSession.open(context.clock(), broker, will, listener)) {
            try {
                context.health().count("connects");
                terms.meters().forEach(shown -> subscriptions.add(shown.meter().onUpdate(news::raise)));
                publish(session, rounds, context, news);
            } finally {
                subscriptions.forEach(Runnable::run);
                boolean _ = session.leave(farewell());
            }
        }
    }

    /// Ends by exception, or by interrupt.
    private void publish(BrokerSession session, ChangeSet rounds, Context context, Clock.Signal news)
            throws IOException, InterruptedException {
        DiscoveryPayload announcement = terms.announcement();
        if (announcement != null) {
            session.subscribe(List.of(announcement.birth()), 1);
        }
        sendNoted(session, List.of(Message.retained(terms.names().status(), ONLINE)), context);
        while (true) {
            session.check();
            List<Message> round = rounds.next();
            sendNoted(session, round, context);
            rounds.taken();
            report(context, Health.State.UP, description());
            if (!round.isEmpty()) {
                context.clock().sleep(terms.every());
            }
            boolean _ = news.await(LOOK);
        }
    }

    private void sendNoted(BrokerSession session, List<Message> messages, Context context)
            throws IOException, InterruptedException {
        try {
            terms.kept().add(broker, messages.stream().map(Message::topic).toList());
        } catch (IOException e) {
            if (Thread.interrupted()) {
                // Whoever is stopped while it writes publishes nothing that is not noted.
                throw new InterruptedException();
            }
            unnoted(context, e);
        }
        session.publish(messages);
    }

    private void unnoted(Context context, IOException failure) {
        io.polymeter.message.Message why = io.polymeter.message.Message.of(failure);
        trouble(
                context,
                Trouble.warning(
                        "state",
                        io.polymeter.message.Message.of(
                                "stays-at-broker", "{why}: what is removed later stays at the broker", why),
                        ""));
    }

    private List<Message> farewell() {
        return Stream.concat(
                        Stream.of(terms.names().status()),
                        terms.meters().stream()
                                .map(shown ->
                                        terms.names().availability(shown.meter().name())))
                .map(topic -> Message.retained(topic, OFFLINE))
                .toList();
    }
}
