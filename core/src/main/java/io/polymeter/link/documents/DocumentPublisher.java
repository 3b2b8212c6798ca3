package io.polymeter.link.documents;

import io.polymeter.config.kind.DocumentsSink;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.face.Inquiry;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.link.mqtt.Broker;
import io.polymeter.link.mqtt.BrokerSession;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.profile.document.DocumentWriter;
import io.polymeter.profile.document.Documents;
import io.polymeter.view.ShownValues;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells a broker the documents of a device when there are new values. Nothing is kept there: who comes later hears
/// the next one. A document without a fresh value is not told.
final class DocumentPublisher implements Link {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final String name;
    private final Broker broker;
    private final Duration every;
    private final ShownMeter meter;
    private final List<Topic> topics;
    private final @Nullable Message online;
    private final @Nullable Message offline;

    /// What is told where; several may be told in one place.
    private record Topic(String name, Documents.Document document) {}

    /// What is told, and to whom.
    ///
    /// @param documents the device's, those with a topic are told
    record Subject(DocumentsSink sink, Broker broker, Documents documents) {}

    DocumentPublisher(String name, Subject subject, ShownMeter meter) {
        DocumentsSink sink = subject.sink();
        Documents documents = subject.documents();
        this.name = name;
        this.broker = subject.broker();
        this.every = sink.every();
        this.meter = meter;
        this.topics = documents.published().stream()
                .map(document -> new Topic(
                        documents.filled(Objects.requireNonNull(document.topic()), sink.variables()), document))
                .toList();
        Documents.Availability there = documents.mqtt().availability();
        String at = there == null ? "" : documents.filled(there.topic(), sink.variables());
        online = there == null ? null : new Message(at, there.online().getBytes(StandardCharsets.UTF_8), 0, true);
        // An empty message is none that is kept: the device is not there.
        offline = there == null ? null : new Message(at, new byte[0], 0, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "tells " + topics.size() + " documents to " + broker.shown();
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock.Signal news = context.clock().signal();
        try (BrokerSession session = BrokerSession.open(broker, offline, _ -> {}, news::raise)) {
            Runnable end = meter.meter().onUpdate(news::raise);
            try {
                if (online != null) {
                    session.publish(online);
                }
                report(context, Health.State.UP, description());
                tell(session, news, context.clock());
            } finally {
                end.run();
                if (offline != null) {
                    boolean _ = session.leave(offline);
                }
            }
        }
    }

    /// Ends by exception, or by interrupt.
    private void tell(BrokerSession session, Clock.Signal news, Clock clock) throws IOException, InterruptedException {
        long revision = -1;
        long due = clock.nanos();
        while (true) {
            session.check();
            long wait = due - clock.nanos();
            if (wait <= 0) {
                ShownValues values = meter.now();
                wait = LOOK.toNanos();
                if (values.values().state().revision() != revision) {
                    revision = values.values().state().revision();
                    due = clock.nanos() + every.toNanos();
                    tell(session, values, clock);
                }
            }
            boolean _ = news.await(Duration.ofNanos(Math.max(1_000_000, Math.min(wait, LOOK.toNanos()))));
        }
    }

    private void tell(BrokerSession session, ShownValues values, Clock clock) throws IOException, InterruptedException {
        boolean told = false;
        Inquiry inquiry = meter.asked(InetSocketAddress.createUnresolved(broker.host(), 1), "documents");
        for (Topic topic : topics) {
            JsonValue body = DocumentWriter.write(topic.document(), values::value, clock.wall());
            if (body != null) {
                session.publish(new Message(topic.name(), JsonText.bytes(body), 0, false));
                told = true;
            }
        }
        if (told) {
            inquiry.served(values);
        } else {
            inquiry.silent();
        }
    }
}
