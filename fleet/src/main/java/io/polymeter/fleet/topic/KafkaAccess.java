package io.polymeter.fleet.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way to Kafka.
///
/// @param bootstrap `host:port`, several with commas
/// @param replication copies of each topic
/// @param settings further ones in Kafka's words, e.g. for TLS
/// @param topics of the fleet
public record KafkaAccess(String bootstrap, int replication, Map<String, String> settings, FleetTopics topics) {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaAccess.class);
    private static final Duration KNOWN = Duration.ofSeconds(30);
    private static final Duration LED = Duration.ofSeconds(10);
    private static final long PAUSE = 100;

    /// What every client needs.
    public Properties properties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.putAll(settings);
        return properties;
    }

    /// A producer that loses nothing and doubles nothing.
    public KafkaProducer<String, byte[]> producer() {
        return producer(Map.of());
    }

    /// The same.
    ///
    /// @param further settings in Kafka's words
    public KafkaProducer<String, byte[]> producer(Map<String, String> further) {
        Properties properties = properties();
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.put("compression.type", "lz4");
        properties.put("linger.ms", "5");
        properties.put("batch.size", "131072");
        properties.putAll(further);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /// A consumer that sees what is committed.
    ///
    /// @param further settings in Kafka's words
    public KafkaConsumer<String, byte[]> consumer(Map<String, String> further) {
        Properties properties = properties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.putAll(further);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /// Makes the topics that are missing, and waits until all take records.
    ///
    /// @throws IllegalStateException where Kafka does not let us, or a topic has other partitions
    public void prepare() throws InterruptedException {
        try (Admin admin = Admin.create(properties())) {
            var known = admin.listTopics().names().get();
            List<NewTopic> missing = topics.all().stream()
                    .filter(topic -> !known.contains(topic.name()))
                    .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) replication)
                            .configs(topic.settings()))
                    .toList();
            for (var made : admin.createTopics(missing).values().entrySet()) {
                try {
                    made.getValue().get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
            check(admin);
            lead(admin);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Kafka at " + bootstrap + " does not make the topics: " + e.getMessage(), e);
        }
    }

    /// Waits until each partition is led: a broker names a topic before it takes records for it, and of several batches
    /// on their way at that moment a later one may be taken first, after which the earlier ones never are. Where a
    /// partition has lost its broker, the others are not waited for any longer.
    private void lead(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (FleetTopics.Topic topic : topics.all()) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        var options = new ListOffsetsOptions().timeoutMs((int) LED.toMillis());
        try {
            admin.listOffsets(ends, options).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            LOG.warn("Not all partitions of Kafka at {} have a broker that leads them", bootstrap);
        }
    }

    private void check(Admin admin) throws InterruptedException, ExecutionException {
        Map<String, Integer> wanted =
                topics.all().stream().collect(Collectors.toMap(FleetTopics.Topic::name, FleetTopics.Topic::partitions));
        var found = described(admin, wanted.keySet());
        found.forEach((name, description) -> {
            int has = description.partitions().size();
            if (has != wanted.getOrDefault(name, has)) {
                throw new IllegalStateException("topic " + name + " has " + has + " partitions, not " + wanted.get(name)
                        + ": partitions are fixed when a fleet is made");
            }
        });
    }

    /// A topic that was just made is not known to every broker at once.
    private static Map<String, TopicDescription> described(Admin admin, Set<String> names)
            throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + KNOWN.toNanos();
        while (true) {
            try {
                return admin.describeTopics(new TreeSet<>(names))
                        .allTopicNames()
                        .get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }
}
