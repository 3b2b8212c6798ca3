package io.polymeter.fleet.demo;

import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/// A broker and engines, each a process of its own, and how far the engines are.
final class StormWorld implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long PAUSE = 100;

    final RoleProcesses roles = RoleProcesses.in("polymeter-storm");
    final KafkaAccess kafka;
    private final int port = roles.port();
    private final int controller = roles.port();
    private final int partitions;
    private final Admin admin;

    /// Something that comes true some time.
    interface Condition {
        boolean holds() throws IOException, InterruptedException, ExecutionException;
    }

    /// With its broker.
    StormWorld(int partitions) throws IOException, InterruptedException {
        this.partitions = partitions;
        kafka = new KafkaAccess("127.0.0.1:" + port, 1, Map.of(), new FleetTopics("storm", partitions));
        broker();
        kafka.prepare();
        admin = Admin.create(kafka.properties());
    }

    void broker() throws IOException, InterruptedException {
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

    /// Starts an engine; where it was before, it finds its stores.
    void engine(int number) throws IOException {
        Path file = roles.directory().resolve("engine-" + number + ".yaml");
        Files.writeString(file, """
                kafka: { bootstrap: "127.0.0.1:%d", fleet: storm, partitions: %d }
                engine: { state: state-%d, threads: 1 }
                http: { listen: "127.0.0.1:%d" }
                groups: { all: { of: grid }, past: { of: past }, house: { of: house } }
                """.formatted(port, partitions, number, roles.port()));
        roles.start("engine-" + number, "engine", "--config", file.toString());
    }

    /// As by `kill -9`.
    void kill(int engine) throws InterruptedException {
        roles.kill("engine-" + engine);
    }

    void await(Condition condition) throws IOException, InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the engines do not go on: " + roles.lastWords("engine-1"));
            }
            Thread.sleep(PAUSE);
        }
    }

    /// Waits until all that sites have said is taken in.
    void caughtUp() throws IOException, InterruptedException, ExecutionException {
        Map<Integer, Long> ends = ends();
        await(() -> {
            Map<Integer, Long> done = committed();
            return ends.entrySet().stream()
                    .allMatch(end -> end.getValue() == 0 || done.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
    }

    /// How many messages sites have said, by partition.
    Map<Integer, Long> ends() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int part = 0; part < partitions; part++) {
            wanted.put(new TopicPartition(kafka.topics().up(), part), OffsetSpec.latest());
        }
        Map<Integer, Long> ends = new HashMap<>();
        admin.listOffsets(wanted).all().get().forEach((part, found) -> ends.put(part.partition(), found.offset()));
        return ends;
    }

    /// How many of them are taken in, by partition; none while the broker does not say.
    Map<Integer, Long> committed() throws InterruptedException, ExecutionException {
        Map<Integer, Long> done = new HashMap<>();
        try {
            admin.listConsumerGroupOffsets(kafka.topics().fleet() + ".engine")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((part, found) -> {
                        if (found != null && part.topic().equals(kafka.topics().up())) {
                            done.put(part.partition(), found.offset());
                        }
                    });
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RetriableException)) {
                throw e;
            }
        }
        return done;
    }

    /// How many engines have partitions of what sites say; -1 while the broker does not say.
    int working() throws InterruptedException, ExecutionException {
        String group = kafka.topics().fleet() + ".engine";
        try {
            return (int) admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .flatMap(found -> found.members().stream())
                    .filter(member -> member.assignment().topicPartitions().stream()
                            .anyMatch(part -> part.topic().equals(kafka.topics().up())))
                    .count();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RetriableException)) {
                throw e;
            }
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        admin.close(Duration.ofSeconds(1));
        roles.close();
    }
}
