package io.polymeter.fleet.topic;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Writes what sites say into Kafka, and once a second into every partition that somebody is there to listen to them.
public final class UpWriter implements AutoCloseable {

    private final KafkaAccess kafka;
    private final Producer<String, byte[]> producer;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("beats").daemon().unstarted(task));
    private final LongAdder written = new LongAdder();
    private final LongAdder failed = new LongAdder();

    private UpWriter(KafkaAccess kafka) {
        this.kafka = kafka;
        producer = kafka.producer();
    }

    /// Begins to beat.
    public static UpWriter start(KafkaAccess kafka) {
        UpWriter writer = new UpWriter(kafka);
        var _ = writer.beats.scheduleAtFixedRate(writer::beat, 0, 1, TimeUnit.SECONDS);
        return writer;
    }

    /// Writes a message.
    ///
    /// @return done when Kafka has it
    public CompletableFuture<Void> write(SaidTopic topic, byte[] payload) {
        return write(
                topic.node(), new UplinkMessage(topic.kind(), topic.device(), System.currentTimeMillis(), payload));
    }

    /// Writes a record of a site.
    public CompletableFuture<Void> write(String node, UplinkMessage up) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        var _ = producer.send(new ProducerRecord<>(kafka.topics().up(), node, up.bytes()), (_, error) -> {
            if (error == null) {
                written.increment();
                done.complete(null);
            } else {
                failed.increment();
                done.completeExceptionally(error);
            }
        });
        return done;
    }

    private void beat() {
        byte[] beat = new UplinkMessage(UplinkMessage.Kind.BEAT, "", System.currentTimeMillis(), new byte[0]).bytes();
        for (int part = 0; part < kafka.topics().partitions(); part++) {
            var _ = producer.send(new ProducerRecord<>(kafka.topics().up(), part, null, beat));
        }
    }

    /// Messages that Kafka has.
    public long written() {
        return written.sum();
    }

    /// Messages that Kafka did not take.
    public long failed() {
        return failed.sum();
    }

    @Override
    public void close() {
        beats.shutdownNow();
        producer.close(Duration.ofSeconds(10));
    }
}
