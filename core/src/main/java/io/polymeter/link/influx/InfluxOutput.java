package io.polymeter.link.influx;

import io.polymeter.config.kind.InfluxSink;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.link.publish.Publication;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.link.publish.PublishProtocol;
import io.polymeter.link.publish.PublishRequest;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.message.Message;
import io.polymeter.store.Meter;
import java.util.List;

/// Meters that are written to an InfluxDB, or to something that takes the same.
public final class InfluxOutput {

    private InfluxOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new PublishProtocol<>(InfluxSink.class, InfluxOutput::plan);
    }

    private static Publication plan(PublishRequest<InfluxSink> order) {
        if (order.sink().url().getHost() == null) {
            order.problems()
                    .error(
                            order.path() + ".url",
                            Message.of("no-host-e-g", "has no host, e.g. http://192.168.1.6:8086"));
        }
        InfluxTarget target = InfluxTarget.of(order.sink(), order.settings().state());
        target.access().check(order.path(), order.problems());
        return new Written(order.sink(), target);
    }

    private record Written(InfluxSink sink, InfluxTarget target) implements Publication {

        @Override
        public String describe() {
            return "to " + target.shown() + " as measurement " + sink.measurement();
        }

        @Override
        public String form() {
            return "line protocol";
        }

        @Override
        public String consumer() {
            return target.shown();
        }

        @Override
        public String where(Meter meter) {
            return target.shown() + " measurement " + sink.measurement() + " meter " + meter.name();
        }

        @Override
        public List<Link> links(String name, List<PublishedMeter> meters, List<PublishCounters> tallies, Site where) {
            return List.of(new WriteLink(name, target, new Sampler(sink, meters), tallies));
        }
    }
}
