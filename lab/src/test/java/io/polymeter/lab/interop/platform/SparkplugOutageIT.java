package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.SparkplugHost;
import io.polymeter.lab.peer.SparkplugHost.Heard;
import io.polymeter.lab.peer.SparkplugHost.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A broker that is away costs nobody anything, and nothing is missing afterwards, also where we were killed meanwhile.
@Timeout(120)
class SparkplugOutageIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    /// Total power of model 213.
    private static final int POWER = 40097;

    @TempDir
    private Path directory;

    private static String configuration(int broker, int port) {
        return """
                meters:
                  grid: { simulate: summer-day }
                outputs:
                  plc:
                    meter: grid
                    profile: fronius-smart-meter
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
                  fleet:
                    meters: all
                    sparkplug: { broker: "mqtt://127.0.0.1:%d", group: north, node: site, every: 200ms }
                """.formatted(port, broker);
    }

    private static LongStream moments(List<Heard> heard) {
        return heard.stream()
                .filter(each -> each.type().equals("DDATA") || each.type().equals("DBIRTH"))
                .flatMap(each -> each.metrics().stream())
                .filter(metric -> metric.value() instanceof JsonValue.NumberValue)
                .map(Metric::timestamp)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sorted()
                .distinct();
    }

    /// The longest time for which nothing was told, in milliseconds.
    private static long longest(List<Heard> heard) {
        long[] all = moments(heard).toArray();
        long longest = 0;
        for (int i = 1; i < all.length; i++) {
            longest = Math.max(longest, all[i] - all[i - 1]);
        }
        return longest;
    }

    @Test
    void whatWasMeasuredWhileTheBrokerWasAwayIsToldLater() throws Exception {
        int port = Ports.free();
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String text = configuration(broker.port(), port);
            Polymeter first = Polymeter.run(directory, text).listening(port);
            SparkplugHost host = new SparkplugHost(broker, directory);
            host.next(0, "DDATA", "grid");
            host.close();
            List<Heard> before = host.all();
            broker.kill();
            first.says("outputs.fleet: mqtt://127.0.0.1:" + broker.port());
            try (FroniusReader reader = new FroniusReader(port, 240)) {
                long away = System.currentTimeMillis();
                await().atMost(SOON).until(() -> {
                    assertThat(reader.lost(POWER)).isFalse();
                    return System.currentTimeMillis() - away > 3000;
                });
            }
            first.kill();
            broker.start();
            try (SparkplugHost again = new SparkplugHost(broker, directory);
                    Polymeter _ = Polymeter.run(directory, text).listening(port)) {
                Heard birth = again.next(0, "NBIRTH", "");
                // The connections that did not come about have a number each.
                assertThat(birth.metric("bdSeq").number()).isGreaterThanOrEqualTo(2);
                long until = before.getLast().at();
                again.next(0, each -> each.historical() && last(each) > until + 2000, "the last of the outage");
                List<Heard> all = new java.util.ArrayList<>(before);
                all.addAll(again.all());
                // From kill to start the program measured nothing; the simulation speaks once a second.
                assertThat(longest(all)).isLessThan(10_000);
                assertThat(again.all())
                        .filteredOn(Heard::historical)
                        .isNotEmpty()
                        .allSatisfy(each -> assertThat(each.metrics()).allMatch(Metric::historical));
            }
        }
    }

    private static long last(Heard each) {
        return each.metrics().stream()
                .map(Metric::timestamp)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    @Test
    void aHostAsksForAStretchAgainAndHearsWhenThatIsDone() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true");
                SparkplugHost host = new SparkplugHost(broker, directory);
                Polymeter polymeter = Polymeter.run(directory, configuration(broker.port(), Ports.free()))) {
            host.next(0, "DDATA", "grid");
            long from = System.currentTimeMillis() - 3_600_000;
            host.next(host.all().size(), "DDATA", "grid");
            long to = System.currentTimeMillis();
            int behind = host.all().size();
            String moment = "{\"name\":\"Polymeter Control/Replay %s\",\"type\":\"DateTime\",\"value\":%d}";
            host.command("spBv1.0/north/NCMD/site", moment.formatted("From", from) + "," + moment.formatted("To", to));
            host.next(behind, Heard::historical, "something of the past");
            Heard birth = host.all("NBIRTH").getFirst();
            Long alias = birth.metric("Polymeter Control/Replay From").alias();
            Long lost = birth.metric("Polymeter/Lost From").alias();
            host.next(behind, each -> told(each, lost, from), "what is lost");
            Heard done = host.next(behind, each -> told(each, alias, from), "that it is done");
            assertThat(host.all().stream().takeWhile(each -> each != done).filter(Heard::historical))
                    .as("what was asked for comes before the word that it is done")
                    .isNotEmpty();
            assertThat(host.all().stream()
                            .takeWhile(each -> each != done)
                            .filter(Heard::historical)
                            .flatMap(each -> each.metrics().stream()))
                    .allMatch(metric -> Objects.requireNonNull(metric.timestamp()) <= to);

            // Nobody changes anything where nothing is allowed, and whoever sends nonsense disturbs nobody.
            host.command("spBv1.0/north/DCMD/site/grid", SparkplugCommandsIT.limit(1000, to + 60_000));
            polymeter.says("'commands' does not allow 'limit'");
            java.nio.file.Files.writeString(directory.resolve("nonsense"), "nonsense");
            host.send("spBv1.0/north/NCMD/site", directory.resolve("nonsense"));
            polymeter.says("a command is refused: spBv1.0/north/NCMD/site");
            host.next(host.all().size(), "DDATA", "grid");
        }
    }

    private static boolean told(Heard each, @Nullable Long alias, long moment) {
        return each.type().equals("NDATA")
                && each.metrics().stream()
                        .anyMatch(metric -> Objects.equals(metric.alias(), alias)
                                && metric.value() instanceof JsonValue.NumberValue
                                && (long) metric.number() == moment);
    }
}
