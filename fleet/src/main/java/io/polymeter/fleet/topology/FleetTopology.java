package io.polymeter.fleet.topology;

import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.topic.FleetTopics;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// Which topics, processors and stores the engine has. Stores and processors have names, so that their state outlives
/// changes of the rest.
final class FleetTopology {

    static final String SITES = "sites";
    static final String OLD = "old";
    static final String SHARES = "shares";
    static final String SUMS = "sums";

    static final String TO_KEPT = "to-kept";
    static final String TO_STATUS = "to-status";
    static final String TO_EVENTS = "to-events";
    static final String TO_DOWN = "to-down";
    static final String TO_SHARES = "to-shares";
    static final String TO_LIVE = "to-live";
    static final String TO_REJECTED = "to-rejected";

    private static final Serializer<String> TEXT = Serdes.String().serializer();
    private static final Serializer<byte[]> BYTES = Serdes.ByteArray().serializer();

    private FleetTopology() {}

    static Topology of(FleetTopics topics, EngineTerms terms, Membership membership, Tallies tallies) {
        Deserializer<String> key = Serdes.String().deserializer();
        Deserializer<byte[]> value = Serdes.ByteArray().deserializer();
        Topology topology = new Topology();
        topology.addSource("said", key, value, topics.up(), topics.desired());
        topology.addProcessor("site", () -> new SiteProcessor(terms, membership, tallies), "said");
        topology.addStateStore(store(SITES), "site");
        topology.addStateStore(store(OLD), "site");
        topology.addStateStore(store(SHARES), "site");
        topology.addSink(TO_KEPT, topics.kept(), TEXT, BYTES, "site");
        topology.addSink(TO_STATUS, topics.status(), TEXT, BYTES, "site");
        topology.addSink(TO_EVENTS, topics.events(), TEXT, BYTES, "site");
        topology.addSink(TO_DOWN, topics.down(), TEXT, BYTES, "site");
        topology.addSink(TO_SHARES, topics.shares(), TEXT, BYTES, "site");
        topology.addSink(TO_LIVE, topics.live(), TEXT, BYTES, "site");
        topology.addSink(TO_REJECTED, topics.rejected(), TEXT, BYTES, "site");
        topology.addSource("parts", key, value, topics.shares());
        topology.addProcessor("group", GroupProcessor::new, "parts");
        topology.addStateStore(store(SUMS), "group");
        topology.addSink("to-sums", topics.sums(), TEXT, BYTES, "group");
        return topology;
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        Serde<String> key = Serdes.String();
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), key, Serdes.ByteArray());
    }
}
