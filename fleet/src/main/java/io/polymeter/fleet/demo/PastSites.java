package io.polymeter.fleet.demo;

import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.UplinkMessage;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Sites with a day behind them, of which every quarter-hour is known: what they send again is shaped as the uplink's
/// replay is. For one thread.
final class PastSites implements AutoCloseable {

    static final int QUARTERS = 96;

    /// Values of a payload.
    static final int VALUES = 500;

    private static final String METER = "past";
    private static final long EVERY = 10_000;
    private static final long MILLIWATT_HOURS = 2_500;

    /// What each site counts in each quarter-hour, in milliwatt-hours.
    static final long EACH_QUARTER = Quarter.MILLIS / EVERY * MILLIWATT_HOURS;

    /// Gateways that send at the same time, as the engines ask them.
    private static final int AT_ONCE = 200;

    private final KafkaAccess kafka;
    private final Producer<String, byte[]> producer;
    private final int[] seq;
    private final long start = Quarter.of(System.currentTimeMillis()) - (QUARTERS + 1) * Quarter.MILLIS;
    private long payloads;

    PastSites(KafkaAccess kafka, int sites) {
        this.kafka = kafka;
        producer = kafka.producer();
        seq = new int[sites];
    }

    long start() {
        return start;
    }

    long end() {
        return start + QUARTERS * Quarter.MILLIS;
    }

    long payloads() {
        return payloads;
    }

    void births() {
        for (int site = 0; site < seq.length; site++) {
            var _ = producer.send(
                    new ProducerRecord<>(kafka.topics().registry(), node(site), Registration.PLAIN.bytes()));
            long now = System.currentTimeMillis();
            MetricValue every = new MetricValue.Whole(EVERY);
            send(
                    site,
                    UplinkMessage.Kind.NBIRTH,
                    "",
                    List.of(
                            Metric.of(ControlMetrics.BD_SEQ, now, DataType.INT64, new MetricValue.Whole(0)),
                            Metric.of(ControlMetrics.INTERVAL, now, DataType.INT64, every)));
            send(
                    site,
                    UplinkMessage.Kind.DBIRTH,
                    METER,
                    List.of(
                            Metric.of("active-power", now, DataType.DOUBLE, MetricValue.NULL)
                                    .aliased(0L),
                            Metric.of("active-energy-import", now, DataType.DOUBLE, MetricValue.NULL)
                                    .aliased(1L)));
        }
        producer.flush();
    }

    /// All of them send their day, some at a time, oldest first.
    ///
    /// @param rate payloads a second, of all together
    void replay(int rate) throws InterruptedException {
        long began = System.nanoTime();
        for (int first = 0; first < seq.length; first += AT_ONCE) {
            for (long from = start - EVERY; from < end(); from += VALUES / 2 * EVERY) {
                for (int site = first; site < Math.min(seq.length, first + AT_ONCE); site++) {
                    send(site, UplinkMessage.Kind.DDATA, METER, past(from));
                    payloads++;
                    long ahead = payloads * 1_000_000_000 / rate - (System.nanoTime() - began);
                    if (ahead > 5_000_000) {
                        Thread.sleep(Duration.ofNanos(ahead));
                    }
                }
            }
        }
        producer.flush();
    }

    private List<Metric> past(long from) {
        List<Metric> metrics = new ArrayList<>(VALUES);
        for (long at = from; at < Math.min(end(), from + VALUES / 2 * EVERY); at += EVERY) {
            double energy = ((at - start) / EVERY + 2) * MILLIWATT_HOURS / 1000.0;
            double power = MILLIWATT_HOURS * 3_600.0 / EVERY;
            metrics.add(Metric.of(0, at, DataType.DOUBLE, new MetricValue.Real(power))
                    .past());
            metrics.add(Metric.of(1, at, DataType.DOUBLE, new MetricValue.Real(energy))
                    .past());
        }
        return metrics;
    }

    private static String node(int site) {
        return "p/site-" + site;
    }

    private void send(int site, UplinkMessage.Kind kind, String device, List<Metric> metrics) {
        long now = System.currentTimeMillis();
        byte[] payload = new Payload(now, seq[site]++ & 0xff, metrics).encode();
        UplinkMessage up = new UplinkMessage(kind, device, now, payload);
        var _ = producer.send(new ProducerRecord<>(kafka.topics().up(), node(site), up.bytes()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
