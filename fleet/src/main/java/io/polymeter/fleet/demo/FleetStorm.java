package io.polymeter.fleet.demo;

import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/// Kills engines and the broker while sites talk, in an order that a seed decides, and counts afterwards that nothing
/// is missing or doubled. Every role is a process of its own, killed as by `kill -9`.
public final class FleetStorm implements AutoCloseable {

    private static final int PARTITIONS = 16;
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final RoleProcesses roles = RoleProcesses.in("polymeter-storm");
    private final Path directory = roles.directory();
    private final int port = roles.port();
    private final int controller = roles.port();
    private final Terms terms;
    private final Consumer<String> say;

    /// What is done.
    ///
    /// @param rate messages a second
    /// @param rounds messages of each site; six are a quarter-hour
    public record Terms(int sites, int rate, int rounds, long seed) {}

    private FleetStorm(Terms terms, Consumer<String> say) throws IOException {
        this.terms = terms;
        this.say = say;
    }

    /// Runs it.
    ///
    /// @return whether the sums are exact
    public static boolean run(Terms terms, Consumer<String> say)
            throws IOException, InterruptedException, ExecutionException {
        try (FleetStorm storm = new FleetStorm(terms, say)) {
            return storm.run();
        }
    }

    private boolean run() throws IOException, InterruptedException, ExecutionException {
        broker();
        KafkaAccess kafka = new KafkaAccess("127.0.0.1:" + port, 1, Map.of(), new FleetTopics("storm", PARTITIONS));
        kafka.prepare();
        for (int engine = 1; engine <= 2; engine++) {
            engine(engine);
        }
        try (SyntheticSites sites = new SyntheticSites(kafka, terms.sites());
                Admin admin = Admin.create(kafka.properties())) {
            sites.births();
            caughtUp(admin, kafka);
            say.accept("births: " + terms.sites() + " sites are known to two engines");
            Random random = new Random(terms.seed());
            int third = terms.rounds() / 4;
            int engineAt = 1 + random.nextInt(third);
            int brokerAt = third + 1 + random.nextInt(third);
            int rescaleAt = 2 * third + 1 + random.nextInt(third);
            long began = System.nanoTime();
            for (int round = 0; round < terms.rounds(); round++) {
                if (round == engineAt) {
                    takeover(admin, kafka, sites, round);
                } else {
                    disturb(round, brokerAt, rescaleAt);
                    send(sites, round);
                }
            }
            sites.flush();
            caughtUp(admin, kafka);
            say.accept("messages: %d, and all of them taken in, after %.1f s"
                    .formatted((long) terms.rounds() * terms.sites(), (System.nanoTime() - began) / 1e9));
            return sites.exact(terms.rounds(), say);
        }
    }

    private void disturb(int round, int brokerAt, int rescaleAt) throws IOException, InterruptedException {
        if (round == brokerAt) {
            roles.kill("broker");
            broker();
            say.accept("round " + round + ": the broker was killed and started again");
        } else if (round == rescaleAt) {
            engine(3);
            say.accept("round " + round + ": a third engine joins");
        } else if (round == rescaleAt + 2) {
            roles.kill("engine-1");
            say.accept("round " + round + ": the first engine was killed for good");
        }
    }

    /// Kills the second engine while sites go on to talk, and looks when every partition moves again.
    private void takeover(Admin admin, KafkaAccess kafka, SyntheticSites sites, int round)
            throws IOException, InterruptedException, ExecutionException {
        Map<TopicPartition, Long> before = ends(admin, kafka);
        long began = System.nanoTime();
        roles.kill("engine-2");
        send(sites, round);
        sites.flush();
        Map<TopicPartition, Long> wanted = ends(admin, kafka);
        wanted.entrySet().removeIf(end -> end.getValue().equals(before.get(end.getKey())));
        await(() -> committed(admin, kafka).entrySet().stream()
                .filter(found -> wanted.containsKey(found.getKey()))
                .allMatch(found -> found.getValue() >= wanted.getOrDefault(found.getKey(), 0L)));
        say.accept("round %d: the second engine was killed; all that came since is taken in after %.1f s"
                .formatted(round, (System.nanoTime() - began) / 1e9));
        engine(2);
    }

    private void send(SyntheticSites sites, int round) throws InterruptedException {
        long began = System.nanoTime();
        for (int site = 0; site < terms.sites(); site++) {
            sites.data(site, round);
            long due = (long) (site * 1e9 / terms.rate()) - (System.nanoTime() - began);
            if (due > 5_000_000) {
                Thread.sleep(Duration.ofNanos(due));
            }
        }
    }

    /// Something that comes true some time.
    private interface Condition {
        boolean holds() throws InterruptedException, ExecutionException;
    }

    private void await(Condition condition) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the engines do not go on; see " + directory);
            }
            Thread.sleep(100);
        }
    }

    private void caughtUp(Admin admin, KafkaAccess kafka) throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> ends = ends(admin, kafka);
        await(() -> {
            Map<TopicPartition, Long> done = committed(admin, kafka);
            return ends.entrySet().stream()
                    .allMatch(end -> end.getValue() == 0 || done.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
    }

    private static Map<TopicPartition, Long> ends(Admin admin, KafkaAccess kafka)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int part = 0; part < PARTITIONS; part++) {
            wanted.put(new TopicPartition(kafka.topics().up(), part), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted).all().get().forEach((part, found) -> ends.put(part, found.offset()));
        return ends;
    }

    private static Map<TopicPartition, Long> committed(Admin admin, KafkaAccess kafka)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> done = new HashMap<>();
        admin.listConsumerGroupOffsets(kafka.topics().fleet() + ".engine")
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((part, found) -> {
                    if (found != null) {
                        done.put(part, found.offset());
                    }
                });
        return done;
    }

    private void broker() throws IOException, InterruptedException {
        roles.start(
                "broker",
                "broker",
                "kafka",
                "--port",
                String.valueOf(port),
                "--controller",
                String.valueOf(controller));
        roles.reachable("broker", port);
    }

    private void engine(int number) throws IOException {
        Path file = directory.resolve("engine-" + number + ".yaml");
        Files.writeString(file, """
                kafka: { bootstrap: "127.0.0.1:%d", fleet: storm, partitions: %d }
                engine: { state: state-%d, threads: 1 }
                http: { listen: "127.0.0.1:%d" }
                groups: { all: { of: grid } }
                """.formatted(port, PARTITIONS, number, roles.port()));
        roles.start("engine-" + number, "engine", "--config", file.toString());
    }

    @Override
    public void close() throws IOException {
        roles.close();
    }
}
