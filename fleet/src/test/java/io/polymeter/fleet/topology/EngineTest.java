package io.polymeter.fleet.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.Term;
import io.polymeter.fleet.broker.TestKafka;
import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.group.LiveSum;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.Gateway;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.site.StoredQuarter;
import io.polymeter.fleet.topic.FleetEvent;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.Status;
import io.polymeter.fleet.topic.UplinkMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine on a real Kafka.
class EngineTest {

    private static final int PARTITIONS = 4;
    private static final int SITES = 20;
    private static final long MINUTE = 60_000;

    /// The beginning of the last hour that is over and settled.
    private final long start = Quarter.of(System.currentTimeMillis() - 62 * MINUTE);

    private final Membership membership = new Membership(List.of(
            new SiteGroup("all", "", "", List.of(new Term("grid", false))),
            new SiteGroup("north", "region", "north", List.of(new Term("grid", false)))));

    private Engine engine(KafkaAccess kafka, Path state) throws InterruptedException {
        return Engine.start(kafka, membership, new Engine.Settings(state, 1, "", EngineTerms.standard(PARTITIONS)));
    }

    private static long truth(long from) {
        return Gateway.imported(from + Quarter.MILLIS - Gateway.EVERY) - Gateway.imported(from - Gateway.EVERY);
    }

    /// The sum of a group, or one of nothing.
    private static GroupSum sum(Map<String, byte[]> sums, String group, long from) {
        byte[] bytes = sums.get(group + "@" + from);
        return bytes == null ? GroupSum.NONE : GroupSum.of(bytes);
    }

    @Test
    void sumsOverSitesAreExactAlsoWhenTheEngineChangesInTheMiddle(@TempDir Path state) throws Exception {
        KafkaAccess kafka = TestKafka.fleet(PARTITIONS);
        try (Feed feed = new Feed(kafka)) {
            feed.register(SITES);
            try (Engine first = engine(kafka, state.resolve("1"))) {
                feed.play(start - MINUTE, start + 20 * MINUTE);
                feed.until(() -> assertThat(first.tallies().messages()).isPositive());
            }
            feed.go(start + 20 * MINUTE, start + 46 * MINUTE);
            try (Engine second = engine(kafka, state.resolve("2"))) {
                feed.until(() -> {
                    Map<String, byte[]> sums = feed.latest(kafka.topics().sums());
                    for (int i = 0; i < 3; i++) {
                        long from = start + i * Quarter.MILLIS;
                        assertThat(sum(sums, "all", from).share().imported()).isEqualTo(SITES * truth(from));
                        assertThat(sum(sums, "all", from).share().meters()).isEqualTo(SITES);
                        assertThat(sum(sums, "north", from).share().imported()).isEqualTo(SITES / 2 * truth(from));
                    }
                });
                Map<String, byte[]> kept = feed.latest(kafka.topics().kept());
                assertThat(kept).hasSize(SITES);
                assertThat(membership.expected(membership.groups().get(1)).at(start))
                        .isEqualTo(SITES / 2);
                assertThat(second.site("g/3")).isPresent();
            }
        }
    }

    @Test
    void aGapIsAskedForAndCorrectsTheSum(@TempDir Path state) throws Exception {
        KafkaAccess kafka = TestKafka.fleet(PARTITIONS);
        try (Feed feed = new Feed(kafka);
                Engine engine = engine(kafka, state)) {
            feed.register(2);
            feed.play(start - MINUTE, start + 5 * MINUTE);
            feed.go(start + 10 * MINUTE, start + 32 * MINUTE);
            feed.until(() -> assertThat(feed.latest(kafka.topics().down())).hasSize(2));
            assertThat(engine.tallies().asked()).isEqualTo(2);
            long now = System.currentTimeMillis();
            feed.each((node, gateway) -> feed.send(node, gateway.replay(start + 5 * MINUTE, start + 10 * MINUTE, now)));

            feed.until(() -> assertThat(sum(feed.latest(kafka.topics().sums()), "all", start)
                            .share()
                            .imported())
                    .isEqualTo(2 * truth(start)));
            long revisions = feed.read(kafka.topics().kept()).stream()
                    .map(record -> StoredQuarter.of(record.value()))
                    .filter(kept -> kept.from() == start)
                    .mapToInt(StoredQuarter::revision)
                    .max()
                    .orElse(0);
            assertThat(revisions).isGreaterThan(1);
        }
    }

    @Test
    void silenceIsSaidAndPoisonStopsNothing(@TempDir Path state) throws Exception {
        KafkaAccess kafka = TestKafka.fleet(PARTITIONS);
        try (Feed feed = new Feed(kafka);
                Engine engine = engine(kafka, state)) {
            feed.register(3);
            long now = System.currentTimeMillis();
            feed.raw(kafka.topics().up(), "g/0", new byte[] {1, 2, 3});
            feed.raw(
                    kafka.topics().up(),
                    "g/1",
                    new UplinkMessage(UplinkMessage.Kind.DDATA, "grid", now, new byte[] {9, 9}).bytes());
            feed.each((node, gateway) -> {
                gateway.interval = 500;
                feed.send(node, gateway.nodeBirth(now));
                feed.send(node, gateway.deviceBirth(now));
            });

            feed.until(() -> {
                feed.each((node, gateway) -> feed.send(node, gateway.data(System.currentTimeMillis())));
                assertThat(live(feed, kafka).fresh()).isEqualTo(3);
            });
            assertThat(live(feed, kafka).oldest()).isBetween(now, System.currentTimeMillis());
            feed.until(() -> assertThat(feed.read(kafka.topics().events()))
                    .extracting(record -> FleetEvent.of(record.value()).what())
                    .filteredOn("silent"::equals)
                    .hasSize(3));
            feed.until(() -> assertThat(live(feed, kafka).fresh()).isZero());
            assertThat(Status.of(feed.latest(kafka.topics().status()).getOrDefault("g/2", new byte[0]))
                            .meters())
                    .containsEntry("grid", "silent");
            assertThat(feed.read(kafka.topics().rejected())).hasSize(2);
            assertThat(engine.isRunning()).isTrue();
        }
    }

    private static LiveSum live(Feed feed, KafkaAccess kafka) {
        return feed.latest(kafka.topics().live()).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("all#"))
                .map(entry -> LiveSum.of(entry.getValue()))
                .reduce(LiveSum.NONE, LiveSum::plus);
    }
}
