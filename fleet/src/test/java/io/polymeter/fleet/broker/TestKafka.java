package io.polymeter.fleet.broker;

import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.utils.Utils;

/// One broker for all tests of a run; each test has a fleet of its own in it.
public final class TestKafka {

    private static final Logger ROOT = Logger.getLogger("");
    private static final AtomicInteger FLEETS = new AtomicInteger();
    private static final LocalBroker BROKER = start();

    private TestKafka() {}

    private static LocalBroker start() {
        ROOT.setLevel(Level.SEVERE);
        try {
            Path directory = Files.createTempDirectory("kafka");
            LocalBroker broker = LocalBroker.start(directory.resolve("data"), freePort(), freePort());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                broker.close();
                try {
                    Utils.delete(directory.toFile());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A fleet with its topics.
    public static KafkaAccess fleet(int partitions) throws InterruptedException {
        KafkaAccess kafka = new KafkaAccess(
                BROKER.bootstrap(), 1, Map.of(), new FleetTopics("fleet" + FLEETS.incrementAndGet(), partitions));
        kafka.prepare();
        return kafka;
    }

    /// A port that is free at the moment.
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
