package io.polymeter.fleet.demo;

import io.polymeter.config.kind.Term;
import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.TopicTable;
import io.polymeter.fleet.topic.UplinkMessage;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Sites whose every quarter-hour is known beforehand: they count the same energy in each interval, so that a sum tells
/// what is missing or doubled.
final class SyntheticSites implements AutoCloseable {

    private static final String METER = "grid";

    /// Two of them bound a quarter-hour.
    private static final long EVERY = 150_000;

    private static final long WATT_HOURS_EACH = 125_000;

    /// What each site counts in each quarter-hour, in milliwatt-hours.
    static final long PER_QUARTER = Quarter.MILLIS / EVERY * WATT_HOURS_EACH;

    private static final List<String> METRICS = List.of(
            "active-power",
            "active-energy-import",
            "active-energy-export",
            "voltage.L1",
            "voltage.L2",
            "voltage.L3",
            "current.L1",
            "current.L2",
            "current.L3",
            "frequency");

    private final KafkaAccess kafka;
    private final Producer<String, byte[]> producer;
    private final int sites;
    private final long start = Quarter.of(System.currentTimeMillis()) - 48 * Quarter.MILLIS;
    private final Map<String, GroupSum> sums = new ConcurrentHashMap<>();
    private final TopicTable table;
    private volatile Written written = (_, _) -> {};
    private volatile @Nullable Exception failed;

    /// Hears of each message that Kafka has.
    interface Written {
        void at(int partition, long offset);
    }

    SyntheticSites(KafkaAccess kafka, int sites) {
        this.kafka = kafka;
        this.sites = sites;
        producer = kafka.producer();
        table = new TopicTable(kafka, kafka.topics().sums(), (key, bytes) -> {
            if (bytes != null) {
                sums.put(key, GroupSum.of(bytes));
            }
        });
    }

    /// The group that all are in.
    static Membership membership() {
        return new Membership(List.of(new SiteGroup("all", "", "", List.of(new Term(METER, false)))));
    }

    /// Registers all, and has them born.
    ///
    /// @return messages
    long births() {
        for (int site = 0; site < sites; site++) {
            var _ = producer.send(
                    new ProducerRecord<>(kafka.topics().registry(), node(site), Registration.PLAIN.bytes()),
                    (_, error) -> failed(error));
            send(site, UplinkMessage.Kind.NBIRTH, "", nodeBirth(start - EVERY));
            send(site, UplinkMessage.Kind.DBIRTH, METER, payload(1, start - EVERY, 0, true));
        }
        flush();
        return 2L * sites;
    }

    /// One message of a site.
    void data(int site, int round) {
        send(site, UplinkMessage.Kind.DDATA, METER, payload(round + 2, start + round * EVERY, round + 1, false));
    }

    /// Who hears of messages from here on.
    void heard(Written listener) {
        written = listener;
    }

    /// Messages of all, one site after the other, at so many a second, until `until` says so and a round is whole.
    ///
    /// @param round the first one
    /// @return the round that would be next
    int talk(int round, int rate, BooleanSupplier until) throws InterruptedException {
        long began = System.nanoTime();
        long sent = 0;
        int next = round;
        while (!until.getAsBoolean()) {
            for (int site = 0; site < sites; site++) {
                data(site, next);
                sent++;
                long ahead = (long) (sent * 1e9 / rate) - (System.nanoTime() - began);
                if (ahead > 5_000_000) {
                    Thread.sleep(Duration.ofNanos(ahead));
                }
            }
            next++;
        }
        flush();
        return next;
    }

    /// Waits until Kafka has all of them.
    ///
    /// @throws IllegalStateException where it did not take one
    void flush() {
        producer.flush();
        Exception error = failed;
        if (error != null) {
            throw new IllegalStateException("Kafka did not take a message: " + error.getMessage(), error);
        }
    }

    /// Every whole quarter-hour has the same energy at every site.
    void exact(int rounds, Storm storm) throws InterruptedException {
        storm.must(rounds > Quarter.MILLIS / EVERY, "rounds of messages: %d, which is a quarter-hour at least", rounds);
        for (long from = start; from + Quarter.MILLIS <= start + (rounds - 1) * EVERY; from += Quarter.MILLIS) {
            boolean right = becomes("all@" + from, PER_QUARTER * sites, sites);
            GroupSum sum = sums.getOrDefault("all@" + from, GroupSum.NONE);
            storm.must(
                    right,
                    "sum of a quarter-hour: %d mWh of %d sites",
                    sum.share().imported(),
                    sum.share().meters());
        }
    }

    /// The first quarter-hour, milliseconds since 1970 UTC.
    long start() {
        return start;
    }

    /// Whether the sum of a group over a quarter-hour is, or becomes within a minute, what it has to be. What
    /// is lost or doubled never becomes right.
    boolean becomes(String key, long imported, int meters) throws InterruptedException {
        for (int wait = 0; wait < 600 && !is(key, imported, meters); wait++) {
            Thread.sleep(100);
        }
        return is(key, imported, meters);
    }

    private boolean is(String key, long imported, int meters) {
        GroupSum sum = sums.getOrDefault(key, GroupSum.NONE);
        return sum.share().imported() == imported && sum.share().meters() == meters;
    }

    private static String node(int site) {
        return "g/site-" + site;
    }

    private void send(int site, UplinkMessage.Kind kind, String device, Payload payload) {
        Long at = payload.timestamp();
        UplinkMessage up = new UplinkMessage(kind, device, at == null ? 0 : at, payload.encode());
        var _ = producer.send(new ProducerRecord<>(kafka.topics().up(), node(site), up.bytes()), (place, error) -> {
            failed(error);
            if (error == null) {
                written.at(place.partition(), place.offset());
            }
        });
    }

    private void failed(@Nullable Exception error) {
        if (error != null) {
            failed = error;
        }
    }

    private static Payload nodeBirth(long at) {
        return new Payload(
                at,
                0,
                List.of(
                        Metric.of(ControlMetrics.BD_SEQ, at, DataType.INT64, new MetricValue.Whole(0)),
                        Metric.of(ControlMetrics.INTERVAL, at, DataType.INT64, new MetricValue.Whole(EVERY))));
    }

    private static Payload payload(int seq, long at, int round, boolean birth) {
        List<Metric> metrics = new ArrayList<>(METRICS.size());
        for (int i = 0; i < METRICS.size(); i++) {
            double value = i == 1 ? round * WATT_HOURS_EACH / 1000.0 : i == 0 ? 3000 + round : 230 + i;
            MetricValue real = new MetricValue.Real(value);
            metrics.add(
                    birth
                            ? Metric.of(METRICS.get(i), at, DataType.DOUBLE, real)
                                    .aliased(i)
                            : Metric.of(i, at, DataType.DOUBLE, real));
        }
        return new Payload(at, seq & 0xff, metrics);
    }

    @Override
    public void close() {
        table.close();
        producer.close();
    }
}
