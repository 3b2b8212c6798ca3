package io.polymeter.link.mqtt;

import io.polymeter.config.MqttSource;
import io.polymeter.json.JsonPath;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.link.platform.MeterInput;
import io.polymeter.link.platform.PlatformProtocol;
import io.polymeter.link.platform.SourceRequest;
import io.polymeter.link.platform.SourceValue;
import io.polymeter.store.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Meters that are topics of an MQTT broker.
public final class MqttProtocol {

    private MqttProtocol() {}

    /// A new instance.
    public static Protocol create() {
        return new PlatformProtocol<>(MqttSource.class, MqttProtocol::plan);
    }

    private static PlatformProtocol.Feed plan(SourceRequest<MqttSource> wish) {
        var entries = wish.channels(
                        "points",
                        wish.source().points(),
                        topic -> new SourceRequest.Terms(topic.unit(), topic.scale()),
                        (channel, topic) -> entry(wish, channel, topic))
                .values();
        Broker broker = Broker.of(wish.source());
        MqttSource.Availability availability = wish.source().availability();
        if (availability != null) {
            topic(wish, wish.path() + ".availability.topic", availability.topic());
        }
        broker.check(wish.path(), wish.problems());
        return new TopicsFeed(wish.meter(), broker, List.copyOf(entries), availability);
    }

    private static void topic(SourceRequest<?> wish, String at, String topic) {
        if (topic.isEmpty() || topic.contains("#") || topic.contains("+") || topic.indexOf('\0') >= 0) {
            wish.problems().error(at, "'" + topic + "' is not a topic: it must not be empty or contain '#' or '+'");
        }
    }

    private static @Nullable TopicValue entry(SourceRequest<?> wish, SourceValue channel, MqttSource.Topic topic) {
        String at = wish.path() + ".points." + channel.point().name();
        topic(wish, at, topic.topic());
        try {
            return new TopicValue(channel, topic.topic(), path(topic.json()), path(topic.time()));
        } catch (IllegalArgumentException e) {
            wish.problems().error(at, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static @Nullable JsonPath path(@Nullable String text) {
        return text == null ? null : JsonPath.parse(text);
    }

    private record TopicsFeed(
            String meter, Broker broker, List<TopicValue> entries, MqttSource.@Nullable Availability availability)
            implements PlatformProtocol.Feed {

        @Override
        public String describe() {
            return "is " + entries.size() + " values of the broker " + broker.shown();
        }

        @Override
        public List<Link> links(Meter target, Site site) {
            return List.of(
                    new BrokerLink(meter + ".mqtt", broker, new Topics(new MeterInput(target), entries, availability)));
        }
    }
}
