package io.polymeter.fleet.topology;

import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.rocksdb.StoreMemory;
import io.polymeter.fleet.site.SiteState;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.TopicTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One engine: as many as wanted share the sites among them.
public final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration END = Duration.ofSeconds(20);

    /// Bytes for which the broker waits a moment before it answers a fetch.
    private static final int FETCH = 32 << 10;

    private static final int BATCH = 128 << 10;

    private final KafkaStreams streams;
    private final TopicTable registry;
    private final DeadEngines dead;
    private final Tallies tallies = new Tallies();

    /// What an engine needs.
    ///
    /// @param state directory of the stores; this engine's own
    /// @param threads that work
    /// @param server `host:port` at which other engines reach this one, empty for none
    /// @param terms how it works
    public record Settings(Path state, int threads, String server, EngineTerms terms) {}

    private Engine(KafkaAccess kafka, Membership membership, Settings settings) {
        registry = new TopicTable(
                kafka,
                kafka.topics().registry(),
                (node, bytes) -> membership.registered(node, bytes == null ? null : Registration.of(bytes)));
        streams = new KafkaStreams(
                FleetTopology.of(kafka.topics(), settings.terms(), membership, tallies), properties(kafka, settings));
        dead = new DeadEngines(kafka, application(kafka));
        streams.setUncaughtExceptionHandler(error -> {
            LOG.error("A thread of the engine failed and is replaced: {}", error.toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    }

    /// Starts one. The topics exist.
    ///
    /// @param membership kept up to date from the registry from here on
    public static Engine start(KafkaAccess kafka, Membership membership, Settings settings)
            throws InterruptedException {
        Engine engine = new Engine(kafka, membership, settings);
        engine.registry.await();
        engine.streams.start();
        return engine;
    }

    /// The name of all engines of a fleet together.
    private static String application(KafkaAccess kafka) {
        return kafka.topics().fleet() + ".engine";
    }

    private static Properties properties(KafkaAccess kafka, Settings settings) {
        Properties properties = kafka.properties();
        // DeadEngines knows engines by the names that Streams gives them.
        properties.remove(StreamsConfig.CLIENT_ID_CONFIG);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application(kafka));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.state().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replication());
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreMemory.class);
        if (!settings.server().isEmpty()) {
            properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, settings.server());
        }
        // The shortest that brokers allow by default: who dies is replaced within seconds.
        properties.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), 6_000);
        properties.put(StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"), 1_500);
        properties.put(StreamsConfig.mainConsumerPrefix("auto.offset.reset"), "earliest");
        properties.put(StreamsConfig.mainConsumerPrefix("max.poll.records"), 4_000);
        properties.put(StreamsConfig.mainConsumerPrefix("fetch.min.bytes"), FETCH);
        properties.put(StreamsConfig.mainConsumerPrefix("fetch.max.wait.ms"), 100);
        // With 64 partitions a transaction of 100 ms, as is usual, is made of a hundred batches of a few records each,
        // and most of the time goes into beginning them.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500);
        properties.put(StreamsConfig.producerPrefix("batch.size"), BATCH);
        properties.put(StreamsConfig.producerPrefix("buffer.memory"), 64L << 20);
        properties.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        properties.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 20_000);
        return properties;
    }

    /// Whether it works.
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /// What it is doing, in Kafka's word.
    public String state() {
        return streams.state().name();
    }

    /// What it has done.
    public Tallies tallies() {
        return tallies;
    }

    /// Where a site is known: `host:port` of an engine, empty where nobody knows or it says nothing of itself.
    public Optional<String> owner(String node) {
        KeyQueryMetadata found = streams.queryMetadataForKey(
                FleetTopology.SITES, node, Serdes.String().serializer());
        if (found == null || found.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            return Optional.empty();
        }
        return Optional.of(found.activeHost().host() + ":" + found.activeHost().port());
    }

    /// A site, where this engine knows it.
    public Optional<SiteState> site(String node) {
        try {
            byte[] bytes = streams.store(StoreQueryParameters.fromNameAndType(
                            FleetTopology.SITES, QueryableStoreTypes.<String, byte[]>keyValueStore()))
                    .get(node);
            return Optional.ofNullable(bytes).map(SiteState::of);
        } catch (InvalidStateStoreException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        // Whoever is told to end says so: the others take over at once, and do not wait until it counts as dead.
        streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(END));
        dead.close();
        registry.close();
    }
}
