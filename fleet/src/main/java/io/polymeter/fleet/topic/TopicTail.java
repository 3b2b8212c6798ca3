package io.polymeter.fleet.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what is new in a topic from now on.
public final class TopicTail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);

    private final KafkaConsumer<String, byte[]> consumer;
    private final BiConsumer<String, byte[]> listener;
    private final Thread thread;

    /// Begins; what is written when this has returned is heard.
    ///
    /// @param listener gets key and value, on one thread
    public TopicTail(KafkaAccess kafka, String topic, BiConsumer<String, byte[]> listener) {
        this.listener = listener;
        consumer = kafka.consumer(Map.of());
        List<TopicPartition> parts = consumer.partitionsFor(topic).stream()
                .map(part -> new TopicPartition(topic, part.partition()))
                .toList();
        consumer.assign(parts);
        consumer.seekToEnd(parts);
        parts.forEach(consumer::position);
        thread = Thread.ofPlatform().name("tail " + topic).daemon().start(this::run);
    }

    private void run() {
        try (consumer) {
            while (true) {
                try {
                    consumer.poll(Duration.ofMillis(500)).forEach(this::tell);
                } catch (WakeupException _) {
                    return;
                } catch (KafkaException e) {
                    LOG.warn("Kafka is not read: {}", e.getMessage());
                }
            }
        }
    }

    private void tell(ConsumerRecord<String, byte[]> record) {
        if (record.key() != null && record.value() != null) {
            listener.accept(record.key(), record.value());
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
