package io.polymeter.fleet.demo;

import io.polymeter.fleet.ca.PemFiles;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.UplinkMessage;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Gateways with the uplink of the product that were away for hours: the fleet heard of each when that began
/// and when it was nearly over, and has to ask for what is between. They run in a process of their own.
final class AwaySites {

    static final String METER = "house";

    private static final String NAME = "gateways";

    /// Between two of their messages, in milliseconds.
    private static final long INTERVAL = 5_000;

    /// Two messages that are so far apart have no gap between them, in milliseconds.
    private static final long TALK = 2 * INTERVAL;

    private final StormWorld world;
    private final StormFront front;
    private final int sites;
    private final Path directory;
    private final long end = Quarter.of(System.currentTimeMillis()) - 2 * Quarter.MILLIS;
    private final long start;

    /// @param hours that they were away
    AwaySites(StormWorld world, StormFront front, int sites, int hours) {
        this.world = world;
        this.front = front;
        this.sites = sites;
        directory = world.roles.directory().resolve("away");
        start = end - hours * 4L * Quarter.MILLIS;
    }

    /// When they were lost, the beginning of a quarter-hour.
    long from() {
        return start;
    }

    /// When they were heard again, the beginning of a quarter-hour.
    long to() {
        return end;
    }

    /// What the fleet heard of them before.
    void before() throws IOException {
        try (Producer<String, byte[]> producer = world.kafka.producer()) {
            for (int site = 0; site < sites; site++) {
                String name = "site-%04d".formatted(site);
                PemFiles.write(directory.resolve(name), front.authority().gateway("demo/" + name));
                var _ = producer.send(new ProducerRecord<>(
                        world.kafka.topics().registry(), "demo/" + name, Registration.PLAIN.bytes()));
                long first = start + CountedPast.EVERY / 2;
                say(producer, name, UplinkMessage.Kind.NBIRTH, node(first));
                say(producer, name, UplinkMessage.Kind.DBIRTH, values(1, first, true));
                say(producer, name, UplinkMessage.Kind.DDATA, values(2, end, false));
                // A gap that touches the one up to now would be asked for with it, which is too late for a storm.
                say(producer, name, UplinkMessage.Kind.DDATA, values(3, end + TALK, false));
            }
            producer.flush();
        }
    }

    private void say(Producer<String, byte[]> producer, String name, UplinkMessage.Kind kind, Payload payload) {
        String device = kind == UplinkMessage.Kind.NBIRTH ? "" : METER;
        Long at = payload.timestamp();
        UplinkMessage up = new UplinkMessage(kind, device, at == null ? 0 : at, payload.encode());
        var _ = producer.send(new ProducerRecord<>(world.kafka.topics().up(), "demo/" + name, up.bytes()));
    }

    private static Payload node(long at) {
        return new Payload(
                at,
                0,
                List.of(
                        Metric.of(ControlMetrics.BD_SEQ, at, DataType.INT64, new MetricValue.Whole(0)),
                        Metric.of(ControlMetrics.INTERVAL, at, DataType.INT64, new MetricValue.Whole(INTERVAL))));
    }

    private static Payload values(int seq, long at, boolean birth) {
        MetricValue power = new MetricValue.Real(CountedPast.power());
        MetricValue energy = new MetricValue.Real(CountedPast.counter(at));
        List<Metric> metrics = birth
                ? List.of(
                        Metric.of("active-power", at, DataType.DOUBLE, power).aliased(0L),
                        Metric.of("active-energy-import", at, DataType.DOUBLE, energy)
                                .aliased(1L))
                : List.of(Metric.of(0L, at, DataType.DOUBLE, power), Metric.of(1L, at, DataType.DOUBLE, energy));
        return new Payload(at, seq, metrics);
    }

    /// Starts them.
    void start() throws IOException {
        Process _ = world.roles.start(
                NAME,
                "gateways",
                directory.toString(),
                "--port",
                String.valueOf(front.port()),
                "--counted-until",
                String.valueOf(end + Quarter.MILLIS));
    }

    /// As by `kill -9`.
    void kill() throws InterruptedException {
        world.roles.kill(NAME);
    }
}
