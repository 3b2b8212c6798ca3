package io.polymeter.fleet.demo;

import io.polymeter.config.kind.Term;
import io.polymeter.fleet.broker.LocalBroker;
import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.TopicTable;
import io.polymeter.fleet.topic.Up;
import io.polymeter.fleet.topology.Engine;
import io.polymeter.fleet.topology.EngineTerms;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Measures how many messages a second one engine takes in, with the broker in the same process and everything on:
/// exactly
/// once, 64 partitions, 10 metrics a message; and counts afterwards that nothing is missing or doubled.
public final class SteadyRate {

    private static final int PARTITIONS = 64;
    private static final String METER = "grid";

    /// Two of them bound a quarter-hour.
    private static final long EVERY = 150_000;

    private static final long WATT_HOURS_EACH = 125_000;
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
    private final Consumer<String> say;
    private final Producer<String, byte[]> producer;
    private final int sites;

    private SteadyRate(KafkaAccess kafka, int sites, Consumer<String> say) {
        this.kafka = kafka;
        this.sites = sites;
        this.say = say;
        producer = kafka.producer();
    }

    /// Runs it.
    ///
    /// @param rounds messages of each site, 8 or more: two quarter-hours
    /// @param ports two free ones
    /// @return whether the sums are exact
    public static boolean run(int sites, int rounds, List<Integer> ports, Consumer<String> say)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("polymeter-rate");
        try (LocalBroker broker = LocalBroker.start(directory.resolve("kafka"), ports.getFirst(), ports.getLast())) {
            KafkaAccess kafka = new KafkaAccess(broker.bootstrap(), 1, Map.of(), new FleetTopics("rate", PARTITIONS));
            kafka.prepare();
            return new SteadyRate(kafka, sites, say).measure(rounds, directory.resolve("state"));
        } finally {
            FleetDemo.delete(directory);
        }
    }

    private boolean measure(int rounds, Path state) throws InterruptedException {
        long start = Quarter.of(System.currentTimeMillis()) - 4 * Quarter.MILLIS;
        long messages = 0;
        for (int site = 0; site < sites; site++) {
            var _ = producer.send(
                    new ProducerRecord<>(kafka.topics().registry(), node(site), Registration.PLAIN.bytes()));
            send(site, Up.Kind.NBIRTH, "", nodeBirth(start - EVERY));
            send(site, Up.Kind.DBIRTH, METER, payload(1, start - EVERY, 0, true));
            messages += 2;
        }
        producer.flush();
        Membership membership = new Membership(List.of(new SiteGroup("all", "", "", List.of(new Term(METER, false)))));
        Map<String, GroupSum> sums = new ConcurrentHashMap<>();
        Engine.Settings settings = new Engine.Settings(state, 2, "", EngineTerms.standard(PARTITIONS));
        try (Engine engine = Engine.start(kafka, membership, settings);
                TopicTable _ = new TopicTable(kafka, kafka.topics().sums(), (key, bytes) -> {
                    if (bytes != null) {
                        sums.put(key, GroupSum.of(bytes));
                    }
                })) {
            await(engine, messages);
            say.accept("births: " + sites + " sites known");
            long began = System.nanoTime();
            long cpu = cpu();
            for (int round = 0; round < rounds; round++) {
                for (int site = 0; site < sites; site++) {
                    send(site, Up.Kind.DDATA, METER, payload(round + 2, start + round * EVERY, round + 1, false));
                }
            }
            producer.flush();
            messages += (long) rounds * sites;
            await(engine, messages);
            double seconds = (System.nanoTime() - began) / 1e9;
            say.accept("messages: %d in %.1f s: %.0f messages/s"
                    .formatted((long) rounds * sites, seconds, rounds * (double) sites / seconds));
            double spent = (cpu() - cpu) / 1e9;
            say.accept(
                    "processor time: %.1f s of all that runs here, the producer too: %.0f messages a second of one core"
                            .formatted(spent, rounds * (double) sites / spent));
            return exact(start, rounds, sums);
        } finally {
            producer.close();
        }
    }

    /// Nanoseconds that this process has had of all cores: what others do beside it does not count.
    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    /// Every whole quarter-hour has the same energy at every site.
    private boolean exact(long start, int rounds, Map<String, GroupSum> sums) throws InterruptedException {
        long perQuarter = Quarter.MILLIS / EVERY * WATT_HOURS_EACH;
        boolean exact = true;
        for (long from = start; from + Quarter.MILLIS <= start + (rounds - 1) * EVERY; from += Quarter.MILLIS) {
            GroupSum sum = GroupSum.NONE;
            for (int wait = 0; wait < 300 && sum.share().importers() < sites; wait++) {
                Thread.sleep(100);
                sum = sums.getOrDefault("all@" + from, GroupSum.NONE);
            }
            boolean right =
                    sum.share().imported() == perQuarter * sites && sum.share().importers() == sites;
            say.accept("sum of a quarter-hour: %d mWh of %d sites, %s"
                    .formatted(sum.share().imported(), sum.share().importers(), right ? "exact" : "WRONG"));
            exact &= right;
        }
        return exact;
    }

    private static void await(Engine engine, long messages) throws InterruptedException {
        while (engine.tallies().messages() < messages) {
            Thread.sleep(20);
        }
    }

    private static String node(int site) {
        return "g/site-" + site;
    }

    private void send(int site, Up.Kind kind, String device, Payload payload) {
        Long at = payload.timestamp();
        Up up = new Up(kind, device, at == null ? 0 : at, payload.encode());
        var _ = producer.send(new ProducerRecord<>(kafka.topics().up(), node(site), up.bytes()));
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
}
