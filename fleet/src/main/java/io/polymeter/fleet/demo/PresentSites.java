package io.polymeter.fleet.demo;

import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.UplinkMessage;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Sites that tell the present: each has its turn once in an interval. For one thread.
final class PresentSites implements AutoCloseable {

    private static final String METER = "grid";
    private static final String NODE = "g/site-";

    private final KafkaAccess kafka;
    private final Producer<String, byte[]> producer;
    private final long every;
    private final int[] seq;
    private final long[] said;
    private int turn;

    /// @param every milliseconds between two messages of a site
    PresentSites(KafkaAccess kafka, int sites, long every) {
        this.kafka = kafka;
        this.every = every;
        producer = kafka.producer();
        seq = new int[sites];
        said = new long[sites];
    }

    /// Registers all, and has them born.
    void births() {
        for (int site = 0; site < seq.length; site++) {
            var _ = producer.send(
                    new ProducerRecord<>(kafka.topics().registry(), NODE + site, Registration.PLAIN.bytes()));
            long now = System.currentTimeMillis();
            send(
                    site,
                    new UplinkMessage(
                            UplinkMessage.Kind.NBIRTH,
                            "",
                            now,
                            payload(
                                    site,
                                    now,
                                    List.of(
                                            Metric.of(
                                                    ControlMetrics.BD_SEQ,
                                                    now,
                                                    DataType.INT64,
                                                    new MetricValue.Whole(0)),
                                            Metric.of(
                                                    ControlMetrics.INTERVAL,
                                                    now,
                                                    DataType.INT64,
                                                    new MetricValue.Whole(every))))));
            MetricValue power = new MetricValue.Real(100 + site);
            Metric metric =
                    Metric.of("active-power", now, DataType.DOUBLE, power).aliased(0L);
            send(site, new UplinkMessage(UplinkMessage.Kind.DBIRTH, METER, now, payload(site, now, List.of(metric))));
        }
        producer.flush();
    }

    /// Has them talk for a while, in turn.
    void talk(long millis) throws InterruptedException {
        long began = System.nanoTime();
        long many = millis * seq.length / every;
        for (long i = 0; i < many; i++) {
            long now = System.currentTimeMillis();
            MetricValue power = new MetricValue.Real(100 + now % 997);
            send(
                    turn,
                    new UplinkMessage(
                            UplinkMessage.Kind.DDATA,
                            METER,
                            now,
                            payload(turn, now, List.of(Metric.of(0L, now, DataType.DOUBLE, power)))));
            turn = (turn + 1) % seq.length;
            long ahead = i * 1_000_000 * every / seq.length - (System.nanoTime() - began);
            if (ahead > 5_000_000) {
                Thread.sleep(Duration.ofNanos(ahead));
            }
        }
        producer.flush();
    }

    private byte[] payload(int site, long now, List<Metric> metrics) {
        return new Payload(now, seq[site]++ & 0xff, metrics).encode();
    }

    private void send(int site, UplinkMessage up) {
        said[site] = up.received();
        var _ = producer.send(new ProducerRecord<>(kafka.topics().up(), NODE + site, up.bytes()));
    }

    /// When a site said something last, milliseconds since 1970 UTC.
    long said(String node) {
        return said[Integer.parseInt(node.substring(NODE.length()))];
    }

    /// When any of them did.
    long lastSaid() {
        long last = 0;
        for (long each : said) {
            last = Math.max(last, each);
        }
        return last;
    }

    @Override
    public void close() {
        producer.close();
    }
}
