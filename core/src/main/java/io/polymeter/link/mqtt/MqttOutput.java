package io.polymeter.link.mqtt;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.kind.MqttSink;
import io.polymeter.link.Link;
import io.polymeter.link.LinkReuse;
import io.polymeter.link.Planning;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.Site;
import io.polymeter.link.publish.Publication;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.link.publish.PublishProtocol;
import io.polymeter.link.publish.PublishRequest;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.store.Meter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Meters that are published to an MQTT broker.
public final class MqttOutput implements Protocol {

    /// By state directory: one, unless that setting changes.
    private final Map<Path, KeptTopics> kept = new ConcurrentHashMap<>();

    private final PublishProtocol<MqttSink> outputs = new PublishProtocol<>(MqttSink.class, this::plan);
    private final LinkReuse reuse = new LinkReuse();

    private MqttOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new MqttOutput();
    }

    @Override
    public List<Class<? extends SinkSettings>> sinks() {
        return outputs.sinks();
    }

    @Override
    public Blueprint plan(Planning planning) {
        Blueprint published = outputs.plan(planning);
        return new Blueprint() {
            @Override
            public List<String> describe() {
                return published.describe();
            }

            @Override
            public ProtocolLinks build(Site site) {
                ProtocolLinks links = published.build(site);
                List<ProtocolLinks.Part> parts = new ArrayList<>(links.parts());
                parts.addAll(takingBack(planning.settings()));
                return new ProtocolLinks(parts, links.outputs());
            }
        };
    }

    /// What takes back what was published once and is not configured any more.
    private List<ProtocolLinks.Part> takingBack(Settings settings) {
        KeptTopics topics = topics(settings);
        List<ProtocolLinks.Part> parts = new ArrayList<>();
        try {
            for (Broker noted : topics.brokers()) {
                WantedTopics wanted = WantedTopics.of(settings, noted.shown());
                if (!topics.gone(noted.shown(), wanted).isEmpty()) {
                    Broker broker = configured(settings, noted);
                    parts.add(reuse.link(
                                    noted.shown(),
                                    List.of(broker, wanted),
                                    TakeBackLink.class,
                                    _ -> new TakeBackLink(broker, topics, wanted))
                            .part());
                }
            }
        } catch (IOException _) {
            // The output that publishes reports the file; without one there is nothing to take back in its place.
        }
        reuse.settle();
        return parts;
    }

    /// A broker as the configuration reaches it now; as it was reached last where it is not configured.
    private static Broker configured(Settings settings, Broker noted) {
        return settings.outputs().values().stream()
                .map(OutputSettings::sink)
                .filter(MqttSink.class::isInstance)
                .map(sink -> Broker.of((MqttSink) sink, settings.state()))
                .filter(broker -> broker.shown().equals(noted.shown()))
                .findFirst()
                .orElse(noted);
    }

    private KeptTopics topics(Settings settings) {
        return kept.computeIfAbsent(settings.state(), KeptTopics::new);
    }

    private Publication plan(PublishRequest<MqttSink> order) {
        Broker broker = Broker.of(order.sink(), order.settings().state());
        broker.check(order.path(), order.problems());
        return new Published(broker, order.sink(), order.settings().site().name(), topics(order.settings()));
    }

    private record Published(Broker broker, MqttSink sink, String site, KeptTopics kept) implements Publication {

        @Override
        public String describe() {
            return "to " + broker.shown() + " under " + sink.prefix() + "/"
                    + (sink.discovery() == null ? "" : " and announces it to Home Assistant");
        }

        @Override
        public String form() {
            return "json";
        }

        @Override
        public String consumer() {
            return broker.shown();
        }

        @Override
        public String where(Meter meter) {
            return broker.shown() + " topic " + names().state(meter.name());
        }

        @Override
        public Set<String> claims() {
            return Set.of("the prefix " + sink.prefix() + " at " + broker.shown());
        }

        @Override
        public List<Link> links(String name, List<PublishedMeter> meters, List<PublishCounters> tallies, Site where) {
            DiscoveryPayload announcement = sink.discovery() == null
                    ? null
                    : new DiscoveryPayload(names(), sink.discoveryPrefix(), sink.discoveryForm(), site, sink.every());
            return List.of(new PublishLink(
                    name, broker, new PublishLink.Terms(names(), sink.every(), announcement, meters, tallies, kept)));
        }

        private TopicNames names() {
            return new TopicNames(sink.prefix());
        }
    }
}
