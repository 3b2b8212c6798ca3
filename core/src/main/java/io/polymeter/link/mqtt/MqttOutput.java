package io.polymeter.link.mqtt;

import io.polymeter.config.kind.MqttSink;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.link.publish.Publication;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.link.publish.PublishProtocol;
import io.polymeter.link.publish.PublishRequest;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.store.Meter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Meters that are published to an MQTT broker.
public final class MqttOutput {

    /// By state directory: one, unless that setting changes.
    private final Map<Path, KeptTopics> kept = new ConcurrentHashMap<>();

    private MqttOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new PublishProtocol<>(MqttSink.class, new MqttOutput()::plan);
    }

    private Publication plan(PublishRequest<MqttSink> order) {
        Broker broker = Broker.of(order.sink(), order.settings().state());
        broker.check(order.path(), order.problems());
        KeptTopics topics =
                kept.computeIfAbsent(order.settings().state(), state -> new KeptTopics(state.resolve("mqtt-topics")));
        return new Published(
                broker,
                order.sink(),
                order.settings().site().name(),
                topics,
                WantedTopics.of(order.settings(), broker));
    }

    private record Published(Broker broker, MqttSink sink, String site, KeptTopics kept, WantedTopics wanted)
            implements Publication {

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
                    name,
                    broker,
                    new PublishLink.Terms(names(), sink.every(), announcement, meters, tallies, kept, wanted)));
        }

        private TopicNames names() {
            return new TopicNames(sink.prefix());
        }
    }
}
