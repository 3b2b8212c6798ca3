package io.polymeter.fleet.topology;

import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.site.Arrival;
import io.polymeter.fleet.site.Gateway;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.UplinkMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/// Plays fronts and gateways of a test into Kafka, and reads what the engine tells.
public final class Feed implements AutoCloseable {

    private final KafkaAccess kafka;
    private final Producer<String, byte[]> producer;
    private final Map<String, Gateway> gateways = new LinkedHashMap<>();
    private final Map<String, Reader> readers = new LinkedHashMap<>();

    public Feed(KafkaAccess kafka) {
        this.kafka = kafka;
        producer = kafka.producer();
    }

    /// Registers sites `g/0` and so on; every other one is in the north.
    public void register(int sites) {
        for (int i = 0; i < sites; i++) {
            String node = "g/" + i;
            gateways.put(node, new Gateway());
            Map<String, String> labels = Map.of("region", i % 2 == 0 ? "north" : "south");
            byte[] value = Registration.PLAIN.labelled(0, labels).bytes();
            var _ = producer.send(new ProducerRecord<>(kafka.topics().registry(), node, value));
        }
        producer.flush();
    }

    /// Births of all at `from`, and data until before `to`.
    public void play(long from, long to) {
        gateways.forEach((node, gateway) -> {
            send(node, gateway.nodeBirth(from));
            send(node, gateway.deviceBirth(from));
        });
        go(from + Gateway.EVERY, to);
    }

    /// Data of all.
    public void go(long from, long to) {
        for (long at = from; at < to; at += Gateway.EVERY) {
            long instant = at;
            each((node, gateway) -> send(node, gateway.data(instant)));
        }
        producer.flush();
    }

    public void each(BiConsumer<String, Gateway> action) {
        gateways.forEach(action);
    }

    public void send(String node, Arrival arrival) {
        UplinkMessage.Kind kind = UplinkMessage.Kind.valueOf(arrival.type().name());
        UplinkMessage up = new UplinkMessage(
                kind, arrival.device(), arrival.received(), arrival.payload().encode());
        var _ = producer.send(new ProducerRecord<>(kafka.topics().up(), node, up.bytes()));
    }

    public void raw(String topic, String key, byte[] value) {
        var _ = producer.send(new ProducerRecord<>(topic, key, value));
        producer.flush();
    }

    /// A front is there, now.
    public void beat() {
        beat(System.currentTimeMillis());
    }

    public void beat(long at) {
        byte[] beat = new UplinkMessage(UplinkMessage.Kind.BEAT, "", at, new byte[0]).bytes();
        for (int part = 0; part < kafka.topics().partitions(); part++) {
            var _ = producer.send(new ProducerRecord<>(kafka.topics().up(), part, null, beat));
        }
        producer.flush();
    }

    /// Everything that is committed in a topic, oldest first by partition.
    public List<ConsumerRecord<String, byte[]>> read(String topic) {
        return readers.computeIfAbsent(topic, Reader::new).read();
    }

    /// Reads on where it stopped, and keeps all.
    private final class Reader {
        private final KafkaConsumer<String, byte[]> consumer = kafka.consumer(Map.of());
        private final List<TopicPartition> parts;
        private final List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();

        Reader(String topic) {
            parts = consumer.partitionsFor(topic).stream()
                    .map(part -> new TopicPartition(topic, part.partition()))
                    .toList();
            consumer.assign(parts);
            consumer.seekToBeginning(parts);
        }

        List<ConsumerRecord<String, byte[]>> read() {
            Map<TopicPartition, Long> ends = consumer.endOffsets(parts);
            while (parts.stream().anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
            return all;
        }
    }

    /// The last value of each key.
    public Map<String, byte[]> latest(String topic) {
        Map<String, byte[]> latest = new LinkedHashMap<>();
        read(topic).forEach(record -> latest.put(record.key(), record.value()));
        return latest;
    }

    /// Waits, with a front that beats.
    public void until(Runnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    beat();
                    assertion.run();
                });
    }

    @Override
    public void close() {
        readers.values().forEach(reader -> reader.consumer.close());
        producer.close();
    }
}
