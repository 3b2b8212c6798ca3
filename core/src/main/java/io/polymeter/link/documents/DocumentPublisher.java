package io.polymeter.link.documents;

import io.polymeter.config.kind.DocumentsSink;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import io.polymeter.link.face.FacePublisher;
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
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells a broker the documents of a device when there are new values. Nothing is kept there: who comes later hears
/// the next one. A document without a fresh value is not told.
final class DocumentPublisher implements FacePublisher.Device {

    private final Broker broker;
    private final ShownMeter meter;
    private final List<Topic> topics;
    private final @Nullable Message online;
    private final @Nullable Message offline;

    /// What is told where; several may be told in one place.
    private record Topic(String name, Documents.Document document) {}

    /// @param documents the device's, those with a topic are told
    DocumentPublisher(DocumentsSink sink, Documents documents, Broker broker, ShownMeter meter) {
        this.broker = broker;
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
    public io.polymeter.message.Message description() {
        return io.polymeter.message.Message.of(
                "link-tells-documents", "publishes {count} documents to {broker}", topics.size(), broker.shown());
    }

    @Override
    public @Nullable Message presence(boolean there) {
        return there ? online : offline;
    }

    @Override
    public FacePublisher.Conversation begin(BrokerSession session) {
        return new FacePublisher.Conversation() {
            private long revision = -1;

            @Override
            public boolean send(ShownValues values, Clock clock) throws IOException, InterruptedException {
                long now = values.values().state().revision();
                if (now == revision) {
                    return false;
                }
                revision = now;
                tell(session, values, clock);
                return true;
            }
        };
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
