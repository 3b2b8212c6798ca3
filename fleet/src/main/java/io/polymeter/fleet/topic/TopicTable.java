package io.polymeter.fleet.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a whole topic, and goes on reading it: whoever listens has heard all of it when [#await] returns.
public final class TopicTable implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicTable.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final String UNREADABLE = "a topic of Kafka cannot be read";

    private final KafkaConsumer<String, byte[]> consumer;
    private final BiConsumer<String, byte @Nullable []> listener;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final Queue<Reader> readers = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean ended;

    /// Somebody who waits until all of what was there when the end was asked for is heard.
    private static final class Reader {
        private final CompletableFuture<Void> done;
        private @Nullable Map<TopicPartition, Long> ends;

        Reader(CompletableFuture<Void> done) {
            this.done = done;
        }
    }

    /// Begins to read.
    ///
    /// @param listener gets every key with its value, null where the key was taken back; on one thread
    public TopicTable(KafkaAccess kafka, String topic, BiConsumer<String, byte @Nullable []> listener) {
        this.consumer = kafka.consumer(Map.of());
        this.listener = listener;
        readers.add(new Reader(begun));
        thread = Thread.ofVirtual().name("table " + topic).start(() -> run(topic));
    }

    /// Waits until everything that was there at the beginning was heard.
    ///
    /// @throws IllegalStateException where the topic cannot be read
    public void await() throws InterruptedException {
        await(begun);
    }

    /// Waits until everything that is there now was heard.
    ///
    /// @throws IllegalStateException where the topic cannot be read any more
    public void refresh() throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        readers.add(new Reader(done));
        if (ended) {
            fail();
        } else {
            consumer.wakeup();
        }
        await(done);
    }

    private static void await(CompletableFuture<Void> done) throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(UNREADABLE, e);
        }
    }

    private void run(String topic) {
        try (consumer) {
            List<TopicPartition> parts = new ArrayList<>();
            while (!closed) {
                try {
                    turn(topic, parts);
                } catch (WakeupException _) {
                    // Closed, or somebody waits for what is there now.
                } catch (RetriableException e) {
                    LOG.warn("Topic {} is not read at the moment: {}", topic, e.getMessage());
                }
            }
        } catch (RuntimeException e) {
            LOG.error("Topic {} is not read any more: {}", topic, e.getMessage());
        } finally {
            ended = true;
            fail();
        }
    }

    private void turn(String topic, List<TopicPartition> parts) {
        if (parts.isEmpty()) {
            consumer.partitionsFor(topic).forEach(part -> parts.add(new TopicPartition(topic, part.partition())));
            consumer.assign(parts);
            consumer.seekToBeginning(parts);
        }
        for (Reader reader : readers) {
            if (reader.ends == null) {
                reader.ends = consumer.endOffsets(parts);
            }
        }
        readers.removeIf(this::isThere);
        for (ConsumerRecord<String, byte[]> record : consumer.poll(readers.isEmpty() ? POLL : POLL.dividedBy(50))) {
            tell(record);
        }
        readers.removeIf(this::isThere);
    }

    private boolean isThere(Reader reader) {
        Map<TopicPartition, Long> ends = reader.ends;
        boolean there = ends != null
                && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        if (there) {
            reader.done.complete(null);
        }
        return there;
    }

    private void fail() {
        for (Reader reader = readers.poll(); reader != null; reader = readers.poll()) {
            reader.done.completeExceptionally(new IllegalStateException(UNREADABLE));
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
