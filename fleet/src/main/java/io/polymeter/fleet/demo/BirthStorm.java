package io.polymeter.fleet.demo;

import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.SaidTopic;
import io.polymeter.fleet.topic.Status;
import io.polymeter.fleet.topic.TopicTable;
import io.polymeter.fleet.topic.UplinkMessage;
import io.polymeter.point.Point;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import io.polymeter.sparkplug.Property;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// All gateways of a fleet are born at once, as after a power cut, and come through one front: when all of them
/// are known, and what memory that takes. Gateways share connections, each of which speaks for its whole group
/// here.
final class BirthStorm extends Storm {

    private static final int PARTITIONS = 16;
    private static final String METER = "grid";

    /// Messages of a connection that are on their way at once; a gateway has two.
    private static final int UNDERWAY = 32;

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();

    BirthStorm(StormTerms terms, Consumer<String> say) {
        super(terms, say);
    }

    @Override
    void course() throws IOException, InterruptedException, ExecutionException {
        int sites = terms().sites();
        try (StormWorld world = new StormWorld(PARTITIONS);
                TopicTable _ = new TopicTable(world.kafka, world.kafka.topics().status(), this::heard)) {
            StormFront front = new StormFront(world.roles, world.kafka, "--relayed");
            register(world);
            front.start();
            world.engine(1);
            List<FrontClient> clients = clients(front);
            world.await(() -> !world.committed().isEmpty());
            say("before: %d connections, the front has %d MB", clients.size(), front.peak());
            long began = System.nanoTime();
            births(clients);
            double told = since(began);
            world.await(() -> known.size() == sites || since(began) > 300);
            double all = since(began);
            say(
                    "births: %d gateways, %d messages, %d bytes each on average, told in %.1f s",
                    sites, 2L * sites, bytes.get() / (2L * sites), told);
            must(known.size() == sites, "known: %d of %d gateways with their meter", known.size(), sites);
            within(60, all, "all known in");
            say("memory: the front had %d MB at most, the engine %d MB", front.peak(), world.roles.peak("engine-1"));
            must(world.roles.isAlive("front"), "the front is there");
            clients.forEach(FrontClient::disconnect);
        }
    }

    private void register(StormWorld world) {
        try (Producer<String, byte[]> producer = world.kafka.producer()) {
            for (int site = 0; site < terms().sites(); site++) {
                register(producer, world, node(site));
            }
            for (int each = 0; each < terms().connections(); each++) {
                register(producer, world, "g/relay-" + each);
            }
            producer.flush();
        }
    }

    private static void register(Producer<String, byte[]> producer, StormWorld world, String node) {
        var _ = producer.send(new ProducerRecord<>(world.kafka.topics().registry(), node, Registration.PLAIN.bytes()));
    }

    private List<FrontClient> clients(StormFront front) throws IOException, InterruptedException, ExecutionException {
        List<FrontClient> clients = new ArrayList<>();
        for (int each = 0; each < terms().connections(); each++) {
            String name = "relay-" + each;
            FrontClient client = FrontClient.of(
                    front.port(),
                    name,
                    front.authority().gateway("g/" + name),
                    front.authority().certificate());
            client.connect().get();
            clients.add(client);
        }
        return clients;
    }

    /// All connections at the same time; a gateway's births one behind the other.
    private void births(List<FrontClient> clients) throws InterruptedException {
        List<Thread> talking = new ArrayList<>();
        for (int each = 0; each < clients.size(); each++) {
            int first = each;
            talking.add(Thread.ofVirtual().start(() -> births(clients.get(first), first, clients.size())));
        }
        for (Thread each : talking) {
            each.join();
        }
    }

    private void births(FrontClient client, int first, int step) {
        Semaphore room = new Semaphore(UNDERWAY);
        for (int site = first; site < terms().sites(); site += step) {
            long now = System.currentTimeMillis();
            say(client, room, new SaidTopic(UplinkMessage.Kind.NBIRTH, node(site), ""), nodeBirth(now));
            say(client, room, new SaidTopic(UplinkMessage.Kind.DBIRTH, node(site), METER), deviceBirth(now));
        }
        room.acquireUninterruptibly(UNDERWAY);
    }

    private void say(FrontClient client, Semaphore room, SaidTopic topic, Payload payload) {
        room.acquireUninterruptibly();
        byte[] message = payload.encode();
        bytes.addAndGet(message.length);
        var _ = client.say(topic, message, false).whenComplete((_, _) -> room.release());
    }

    private static Payload nodeBirth(long now) {
        return new Payload(
                now,
                0,
                List.of(
                        Metric.of(ControlMetrics.BD_SEQ, now, DataType.INT64, new MetricValue.Whole(0)),
                        Metric.of(ControlMetrics.REBIRTH, now, DataType.BOOLEAN, new MetricValue.Truth(false)),
                        Metric.of(ControlMetrics.INTERVAL, now, DataType.INT64, new MetricValue.Whole(60_000))));
    }

    /// A three-phase meter with all it can have.
    private static Payload deviceBirth(long now) {
        List<Metric> metrics = new ArrayList<>();
        for (Point point : Point.all()) {
            if (metrics.size() < 60 && !point.quantity().isText()) {
                Map<String, Property> properties = new LinkedHashMap<>();
                properties.put("engUnit", Property.of(point.unit().symbol()));
                point.obis().ifPresent(code -> properties.put("OBIS", Property.of(code)));
                properties.put("Quality", Property.of(192));
                metrics.add(Metric.of(point.name(), now, DataType.DOUBLE, new MetricValue.Real(230 + metrics.size()))
                        .aliased(metrics.size())
                        .with(properties));
            }
        }
        return new Payload(now, 1, metrics);
    }

    private static String node(int site) {
        return "g/site-" + site;
    }

    private void heard(String node, byte[] status) {
        if (status != null) {
            Status now = Status.of(status);
            if (now.online() && now.meters().containsKey(METER)) {
                known.add(node);
            }
        }
    }
}
