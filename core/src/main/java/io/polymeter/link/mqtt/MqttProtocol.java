package io.polymeter.link.mqtt;

import io.polymeter.config.kind.MqttSource;
import io.polymeter.link.Clock;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.link.platform.DocumentField;
import io.polymeter.link.platform.DocumentFields;
import io.polymeter.link.platform.MeterInput;
import io.polymeter.link.platform.PlatformProtocol;
import io.polymeter.link.platform.ProfileDocuments;
import io.polymeter.link.platform.SourceRequest;
import io.polymeter.link.platform.SourceValue;
import io.polymeter.message.Message;
import io.polymeter.profile.document.Documents;
import io.polymeter.store.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Meters that are topics of an MQTT broker.
public final class MqttProtocol {

    private MqttProtocol() {}

    /// A new instance.
    public static Protocol create(Clock clock) {
        return create((broker, arrived, ended) ->
                BrokerSession.open(clock, broker, null, new BrokerSession.Listener(arrived, ended)));
    }

    /// A new instance that reaches brokers in such a way.
    public static Protocol create(BrokerConnection.Opener opener) {
        return new PlatformProtocol<>(MqttSource.class, wish -> plan(wish, opener));
    }

    private static PlatformProtocol.@Nullable Feed plan(
            SourceRequest<MqttSource> wish, BrokerConnection.Opener opener) {
        if (wish.settings().profile() != null) {
            ProfileDocuments documents = ProfileDocuments.of(wish, wish.source().variables());
            return documents == null ? null : device(wish, documents, opener);
        }
        var entries = wish.channels(
                        "points",
                        wish.source().points(),
                        topic -> new SourceRequest.Terms(topic.unit(), topic.scale(), origin(topic)),
                        (channel, topic) -> entry(wish, channel, topic))
                .values();
        Broker broker = Broker.of(wish.source(), wish.site().state());
        MqttSource.Availability availability = wish.source().availability();
        if (availability != null) {
            topic(wish, wish.path() + ".availability.topic", availability.topic());
        }
        if (wish.source().keepAlive() != null) {
            topic(
                    wish,
                    wish.path() + ".keep-alive.topic",
                    wish.source().keepAlive().topic());
        }
        broker.check(wish.path(), wish.problems());
        return new TopicsFeed(
                wish,
                opener,
                new Source(
                        broker,
                        List.copyOf(entries),
                        availability,
                        wish.source().keepAlive()));
    }

    /// A device with a profile.
    private static PlatformProtocol.Feed device(
            SourceRequest<MqttSource> wish, ProfileDocuments documents, BrokerConnection.Opener opener) {
        Documents known = documents.profile().documents();
        Documents.KeepAlive alive = known.mqtt().keepAlive();
        Documents.Availability there = known.mqtt().availability();
        List<String> texts = new ArrayList<>();
        known.published().forEach(document -> texts.add(Objects.requireNonNull(document.topic())));
        if (alive != null) {
            texts.add(alive.topic());
        }
        if (there != null) {
            texts.add(there.topic());
        }
        documents.check(texts.stream());
        Broker broker = Broker.of(wish.source(), wish.site().state());
        broker.check(wish.path(), wish.problems());
        List<TopicValue> entries = new ArrayList<>();
        for (Documents.Document document : known.published()) {
            String topic = documents.filled(Objects.requireNonNull(document.topic()));
            documents
                    .fields(document)
                    .forEach(field -> entries.add(new TopicValue(
                            topic, field, wish.limit(field.value().point()))));
        }
        MqttSource.KeepAlive keepAlive = wish.source().keepAlive();
        MqttSource.Availability availability = wish.source().availability();
        Source source = new Source(
                broker,
                entries,
                availability == null && there != null
                        ? new MqttSource.Availability(documents.filled(there.topic()), there.online())
                        : availability,
                keepAlive == null && alive != null
                        ? new MqttSource.KeepAlive(documents.filled(alive.topic()), alive.payload(), alive.every())
                        : keepAlive);
        return new TopicsFeed(wish, opener, source);
    }

    private static String origin(MqttSource.Topic topic) {
        return "topic " + topic.topic() + (topic.json() == null ? "" : " '" + topic.json() + "'");
    }

    private static void topic(SourceRequest<?> wish, String at, String topic) {
        if (topic.isEmpty() || topic.contains("#") || topic.contains("+") || topic.indexOf('\0') >= 0) {
            wish.problems()
                    .error(
                            at,
                            Message.of(
                                    "not-topic-must-not",
                                    "'{topic}' is not a topic: it must not be empty or contain '#' or '+'",
                                    topic));
        }
    }

    private static @Nullable TopicValue entry(
            SourceRequest<MqttSource> wish, SourceValue channel, MqttSource.Topic topic) {
        String at = wish.path() + ".points." + channel.point().name();
        topic(wish, at, topic.topic());
        try {
            String json = topic.json();
            String all = json == null ? null : wish.source().valid();
            DocumentField field = DocumentField.of(channel, json, topic.time(), all, topic.valid());
            return new TopicValue(topic.topic(), field, wish.limit(channel.point()));
        } catch (IllegalArgumentException e) {
            wish.problems().error(at, Message.of(e));
            return null;
        }
    }

    /// Where values come from.
    private record Source(
            Broker broker,
            List<TopicValue> entries,
            MqttSource.@Nullable Availability availability,
            MqttSource.@Nullable KeepAlive keepAlive) {}

    private record TopicsFeed(SourceRequest<MqttSource> wish, BrokerConnection.Opener opener, Source source)
            implements PlatformProtocol.Feed {

        @Override
        public String describe() {
            return "is " + source.entries().size() + " values of the broker "
                    + source.broker().shown();
        }

        @Override
        public List<Link> links(Meter target, Site site) {
            DocumentFields input = new DocumentFields(new MeterInput(target), wish.zone());
            Topics topics = new Topics(input, source.entries(), source.availability());
            BrokerLink.Terms terms = new BrokerLink.Terms(source.broker(), topics, source.keepAlive());
            return List.of(new BrokerLink(wish.meter() + ".mqtt", terms, opener));
        }
    }
}
