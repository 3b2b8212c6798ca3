package io.polymeter.fleet.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a whole topic, and goes on reading it: whoever listens has heard all of it when [#await] returns.
public final class TopicTable implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicTable.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<String, byte[]> consumer;
    private final BiConsumer<String, byte @Nullable []> listener;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;

    /// Begins to read.
    ///
    /// @param listener gets every key with its value, null where the key was taken back; on one thread
    public TopicTable(KafkaAccess kafka, String topic, BiConsumer<String, byte @Nullable []> listener) {
        this.consumer = kafka.consumer(Map.of());
        this.listener = listener;
        thread = Thread.ofVirtual().name("table " + topic).start(() -> run(topic));
    }

    /// Waits until everything that was there at the beginning was heard.
    public void await() throws InterruptedException {
        caughtUp.await();
    }

    private void run(String topic) {
        try (consumer) {
            List<TopicPartition> parts = new ArrayList<>();
            consumer.partitionsFor(topic).forEach(part -> parts.add(new TopicPartition(topic, part.partition())));
            consumer.assign(parts);
            consumer.seekToBeginning(parts);
            Map<TopicPartition, Long> ends = consumer.endOffsets(parts);
            while (!closed) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    tell(record);
                }
                if (caughtUp.getCount() > 0
                        && ends.entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                    caughtUp.countDown();
                }
            }
        } catch (WakeupException _) {
            // Closed.
        } catch (RuntimeException e) {
            LOG.error("Topic {} is not read any more: {}", topic, e.getMessage());
        } finally {
            caughtUp.countDown();
        }
    }

    private void tell(ConsumerRecord<String, byte[]> record) {
        try {
            listener.accept(record.key(), record.value());
        } catch (RuntimeException bad) {
            LOG.warn("A record of {} was left out: {}", record.topic(), bad.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
