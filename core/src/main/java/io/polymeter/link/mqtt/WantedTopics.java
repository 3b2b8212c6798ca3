package io.polymeter.link.mqtt;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.kind.MqttSink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The topics that the configuration has at one broker; what was published elsewhere is taken back.
///
/// @param topics whole
/// @param begins what others begin with
record WantedTopics(Set<String> topics, Set<String> begins) {

    /// Where no output has this address, all topics of all outputs are wanted: it may be another name of a broker that
    /// one has.
    ///
    /// @param broker its address, as shown
    static WantedTopics of(Settings settings, String broker) {
        WantedTopics here = new WantedTopics(new HashSet<>(), new HashSet<>());
        WantedTopics anywhere = new WantedTopics(new HashSet<>(), new HashSet<>());
        for (OutputSettings output : settings.outputs().values()) {
            if (output.sink() instanceof MqttSink sink) {
                anywhere.add(sink, settings.metersOf(output));
                if (Broker.of(sink, settings.state()).shown().equals(broker)) {
                    here.add(sink, settings.metersOf(output));
                }
            }
        }
        return here.topics.isEmpty() ? anywhere : here;
    }

    private void add(MqttSink sink, List<String> meters) {
        TopicNames names = new TopicNames(sink.prefix());
        topics.add(names.status());
        for (String meter : meters) {
            topics.add(names.state(meter));
            topics.add(names.availability(meter));
            if (sink.discovery() != null) {
                var announced =
                        new DiscoveryPayload(names, sink.discoveryPrefix(), sink.discoveryForm(), "", sink.every());
                if (sink.discoveryForm().hasDevice()) {
                    topics.add(announced.topic(meter));
                }
                if (sink.discoveryForm().hasEntities()) {
                    begins.add(announced.entities(meter));
                }
            }
        }
    }

    boolean has(String topic) {
        return topics.contains(topic) || begins.stream().anyMatch(topic::startsWith);
    }
}
