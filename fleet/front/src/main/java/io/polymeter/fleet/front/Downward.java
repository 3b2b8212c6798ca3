package io.polymeter.fleet.front;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.front.Connections.Connection;
import io.polymeter.fleet.topic.Down;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.SaidTopic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends commands to who is connected here. Every front reads all of them; they are few.
final class Downward implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Downward.class);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Connections connections;
    private final LongAdder sent = new LongAdder();
    private final Thread thread;

    Downward(KafkaAccess kafka, Connections connections) {
        this.connections = connections;
        consumer = kafka.consumer(Map.of());
        String topic = kafka.topics().down();
        List<TopicPartition> parts = consumer.partitionsFor(topic).stream()
                .map(part -> new TopicPartition(topic, part.partition()))
                .toList();
        consumer.assign(parts);
        // What was said before this front was there is not for those who come to it now.
        consumer.seekToEnd(parts);
        parts.forEach(consumer::position);
        thread = Thread.ofPlatform().name("down").start(this::run);
    }

    private void run() {
        try (consumer) {
            while (true) {
                try {
                    consumer.poll(Duration.ofMillis(500)).forEach(this::send);
                } catch (WakeupException end) {
                    return;
                } catch (KafkaException e) {
                    LOG.warn("Commands are not read: {}", e.getMessage());
                }
            }
        }
    }

    private void send(ConsumerRecord<String, byte[]> record) {
        Connection connection = connections.ofNode(record.key());
        if (connection == null) {
            return;
        }
        try {
            Down down = Down.of(record.value());
            var publish = Builders.publish()
                    .topic(SaidTopic.command(record.key(), down.device()))
                    .payload(ByteBuffer.wrap(down.payload()))
                    .qos(Qos.AT_MOST_ONCE)
                    .build();
            Services.publishService().publishToClient(publish, connection.client());
            sent.increment();
        } catch (MalformedRecordException bad) {
            LOG.warn("A command for {} was left out: {}", record.key(), bad.getMessage());
        }
    }

    long sent() {
        return sent.sum();
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
