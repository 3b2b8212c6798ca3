package io.polymeter.link.sparkplug;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.kind.SparkplugSink;
import io.polymeter.link.Link;
import io.polymeter.link.News;
import io.polymeter.link.Protocol;
import io.polymeter.link.RegisterWriter;
import io.polymeter.link.Site;
import io.polymeter.link.limit.PowerLimit;
import io.polymeter.link.mqtt.Broker;
import io.polymeter.link.publish.Publication;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.link.publish.PublishProtocol;
import io.polymeter.link.publish.PublishRequest;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.EdgeNodeId;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Property;
import io.polymeter.store.Meter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Meters that are told to a Sparkplug host.
public final class SparkplugOutput {

    /// Kinds of refused commands that are logged at once: whoever tries all names does not fill the log.
    private static final int TOLD = 100;

    private SparkplugOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new PublishProtocol<>(SparkplugSink.class, SparkplugOutput::plan);
    }

    private static Publication plan(PublishRequest<SparkplugSink> order) {
        SparkplugSink sink = order.sink();
        Broker broker = new Broker(
                sink.broker(),
                sink.username(),
                sink.password(),
                sink.tls(),
                order.settings().state());
        broker.check(order.path(), order.problems());
        Path directory = order.settings().state().resolve("sparkplug").resolve(order.name());
        return new Node(broker, order.sink(), order.settings().site().name(), directory);
    }

    /// @param directory of its own, for what is to be sent later
    private record Node(Broker broker, SparkplugSink sink, String site, Path directory) implements Publication {

        private EdgeNodeId id() {
            return new EdgeNodeId(sink.group(), sink.node());
        }

        @Override
        public String describe() {
            return "to " + broker.shown() + " as the edge node " + id()
                    + (sink.primaryHost() == null ? "" : " while the host " + sink.primaryHost() + " is there")
                    + (sink.allows(SparkplugSink.Command.LIMIT) ? "; a host may limit power" : "")
                    + (sink.allows(SparkplugSink.Command.CONFIGURATION) ? "; a host may change the configuration" : "");
        }

        @Override
        public String form() {
            return "sparkplug";
        }

        @Override
        public String consumer() {
            return broker.shown();
        }

        @Override
        public String where(Meter meter) {
            return broker.shown() + " device " + id() + "/" + meter.name();
        }

        @Override
        public Set<String> claims() {
            return Set.of("the edge node " + id() + " at " + broker.shown());
        }

        @Override
        public List<Link> links(String name, List<PublishedMeter> meters, List<PublishCounters> tallies, Site where) {
            Journal journal = new Journal(directory.resolve("journal"), sink.replay());
            RecorderLink recorder = new RecorderLink(name + ".recorder", meters, sink.every(), journal);
            Map<String, PublishCounters> counted = new HashMap<>();
            Set<String> names = new LinkedHashSet<>();
            for (int i = 0; i < meters.size(); i++) {
                String meter = meters.get(i).meter().name();
                counted.put(meter, tallies.get(i));
                names.add(meter);
            }
            PowerLimits limits = limits(name, meters, where);
            SparkplugSession.Terms terms =
                    new SparkplugSession.Terms(id(), facts(), names, new MetricAliases(), limits);
            EdgeNode node = new EdgeNode(
                    sink,
                    terms,
                    recorder,
                    journal,
                    new NodeStateFile(directory.resolve("node")),
                    limits,
                    new News<>(TOLD),
                    counted,
                    where.past(),
                    where.reconfiguration());
            List<Link> links =
                    new ArrayList<>(List.of(new EdgeNodeLink(name, broker, sink.primaryHost(), node), recorder));
            if (!limits.isEmpty()) {
                links.add(new PowerLimitLink(name + ".limit", limits));
            }
            TlsSettings tls = sink.tls();
            if (sink.renew() != null && tls != null && tls.trust() != null && tls.certificate() != null) {
                links.add(new RenewalLink(
                        name + ".renewal", new RenewalLink.Terms(sink.renew(), tls.trust(), tls.certificate())));
            }
            return links;
        }

        private PowerLimits limits(String name, List<PublishedMeter> meters, Site where) {
            Map<String, PowerLimits.Limited> limited = new HashMap<>();
            if (sink.allows(SparkplugSink.Command.LIMIT)) {
                for (PublishedMeter shown : meters) {
                    Meter meter = shown.meter();
                    RegisterWriter writer = where.controls().find(meter.name()).orElse(null);
                    if (writer != null) {
                        PowerLimit limit = new PowerLimit(name, writer);
                        limited.put(meter.name(), new PowerLimits.Limited(meter, shown.ages(), limit));
                    }
                }
            }
            return new PowerLimits(where.clock(), limited);
        }

        private Map<String, Property> facts() {
            Map<String, Property> facts = new LinkedHashMap<>();
            facts.put(ControlMetrics.SITE, Property.of(site));
            long every = sink.every().toMillis();
            facts.put(ControlMetrics.INTERVAL, new Property(DataType.INT64, new MetricValue.Whole(every)));
            for (String moment : List.of(
                    ControlMetrics.REPLAY_FROM,
                    ControlMetrics.REPLAY_TO,
                    ControlMetrics.LOST_FROM,
                    ControlMetrics.LOST_TO)) {
                facts.put(moment, new Property(DataType.DATE_TIME, MetricValue.NULL));
            }
            if (sink.allows(SparkplugSink.Command.CONFIGURATION)) {
                for (String text : List.of(
                        ControlMetrics.CONFIGURATION,
                        ControlMetrics.CONFIGURATION_HASH,
                        ControlMetrics.CONFIGURATION_STATE)) {
                    facts.put(text, new Property(DataType.STRING, MetricValue.NULL));
                }
            }
            return facts;
        }
    }
}
