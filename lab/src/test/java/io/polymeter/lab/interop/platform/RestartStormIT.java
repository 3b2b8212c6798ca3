package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.DbusDaemon;
import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.Polymeter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A broker and a bus that restart again and again: each time whoever worked comes back as soon as after the first
/// restart, and nothing is left behind of the connections that were.
@Timeout(180)
class RestartStormIT {

    private static final int RESTARTS = 6;

    /// Up for longer than what counts as having worked.
    private static final Duration WORKS = Duration.ofMillis(4_500);

    /// The first back-off and the start of either: ever longer ones would be 2, 4, 8 s and so on.
    private static final Duration BACK = Duration.ofSeconds(6);

    /// Links that come and go are not all at the same place when they are counted.
    private static final int SLACK = 4;

    @TempDir
    private Path directory;

    private static String configuration(Mosquitto broker, DbusDaemon bus) {
        return """
                http: { enabled: false }
                meters:
                  grid: { simulate: summer-day }
                  pv: { mqtt: { broker: "%1$s", points: { active-power: { topic: house/pv } } } }
                outputs:
                  topics: { meters: all, mqtt: { broker: "%1$s", prefix: out, every: 200ms } }
                  fleet: { meters: all, sparkplug: { broker: "%1$s", group: north, node: site, every: 200ms } }
                  gx: { meter: grid, victron: { service: grid, bus: "%2$s" } }
                """.formatted("mqtt://127.0.0.1:" + broker.port(), bus.address());
    }

    /// Connections that the gateway has with the broker.
    private static long connections(Mosquitto broker) throws IOException {
        return broker.log()
                .lines()
                .filter(line -> line.contains("New client connected") && line.contains(" as polymeter-"))
                .count();
    }

    private static long owners(DbusDaemon bus) {
        try {
            return bus.ask("names").stream()
                    .filter(name -> name.contains("com.victronenergy.grid"))
                    .count();
        } catch (IOException | AssertionError _) {
            return 0;
        }
    }

    @Test
    void whatWorkedComesBackAtOnceEachTimeAndLeavesNothing() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true");
                DbusDaemon bus = new DbusDaemon(directory);
                Polymeter polymeter = Polymeter.run(directory, configuration(broker, bus))) {
            await().atMost(BACK.multipliedBy(3)).until(() -> connections(broker) >= 3 && owners(bus) == 1);
            int threads = polymeter.threads();
            int descriptors = polymeter.descriptors();
            for (int restart = 1; restart <= RESTARTS; restart++) {
                long before = connections(broker);
                long worked = System.nanoTime();
                await().atMost(BACK).until(() -> System.nanoTime() - worked > WORKS.toNanos());
                broker.kill();
                bus.kill();
                broker.start();
                bus.start();
                await("restart " + restart)
                        .atMost(BACK)
                        .untilAsserted(() -> assertThat(connections(broker) - before + " and " + owners(bus))
                                .as(polymeter.log())
                                .isEqualTo("3 and 1"));
            }
            assertThat(polymeter.threads()).isLessThanOrEqualTo(threads + SLACK);
            assertThat(polymeter.descriptors()).isLessThanOrEqualTo(descriptors + SLACK);
        }
    }
}
