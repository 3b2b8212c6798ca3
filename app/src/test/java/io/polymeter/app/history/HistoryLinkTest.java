package io.polymeter.app.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.link.Backlog;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.SystemClock;
import io.polymeter.store.MeterState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryLinkTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Series POWER = new Series("grid", Point.of(Quantity.ACTIVE_POWER));

    @TempDir
    Path state;

    private final Backlog<Batch> backlog = new Backlog<>(1_000_000, Batch::size);
    private final TreeMap<Integer, Duration> steps = new TreeMap<>();
    private final Health health = new Health();
    private int second;
    private int end = 150;
    private Snapshot.Quality quality = Snapshot.Quality.FRESH;
    private double value = 1;
    private CommitThread keeper;

    /// Its time passes while somebody sleeps, and somebody may set it. Interrupts at the end.
    private final class Time implements Clock {
        private Instant wall = NOON;
        private long nanos;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant wall() {
            return wall;
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            if (second == end) {
                throw new InterruptedException();
            }
            nanos += time.toNanos();
            wall = wall.plus(time).plus(steps.getOrDefault(second, Duration.ZERO));
            second++;
        }

        @Override
        public Signal signal() {
            throw new IllegalStateException("nobody waits for anything but time here");
        }
    }

    private final class Here implements Context {
        private final Clock time = new Time();

        @Override
        public Clock clock() {
            return time;
        }

        @Override
        public RandomGenerator random() {
            return RandomGenerator.getDefault();
        }

        @Override
        public Health health() {
            return health;
        }
    }

    @BeforeEach
    void keeper() {
        // Its first commit is due long after the test.
        CommitThread.Pace never = new CommitThread.Pace(new SystemClock(), Duration.ofHours(1));
        keeper = CommitThread.start(state, new Archive.Keep(1, 1, 1), new Backlog<>(1, Batch::size), never);
    }

    private List<Snapshot.Meter> meters() {
        Snapshot.Reading power = reading(POWER.point(), value, quality);
        Snapshot.Reading infinite =
                reading(Point.of(Quantity.CURRENT), Double.POSITIVE_INFINITY, Snapshot.Quality.FRESH);
        Snapshot.Reading name = new Snapshot.Reading(
                Point.of(Quantity.SERIAL), Double.NaN, "4711", Duration.ZERO, "identity", null, Snapshot.Quality.FRESH);
        return List.of(new Snapshot.Meter("grid", MeterState.initial(null), List.of(power, infinite, name)));
    }

    private static Snapshot.Reading reading(Point point, double number, Snapshot.Quality how) {
        return new Snapshot.Reading(point, number, null, Duration.ZERO, "live", Duration.ofSeconds(15), how);
    }

    private List<Batch> record() {
        HistoryLink recorder = new HistoryLink(this::meters, 60, List.of(backlog), keeper);
        assertThatThrownBy(() -> recorder.run(new Here())).isInstanceOf(InterruptedException.class);
        return backlog.all();
    }

    private static int present(Batch batch) {
        int present = 0;
        for (double each : batch.values().getOrDefault(POWER, new double[0])) {
            present += Double.isNaN(each) ? 0 : 1;
        }
        return present;
    }

    @Test
    void aValueASecondIsNotedAndNothingButNumbers() {
        List<Batch> batches = record();
        assertThat(batches).extracting(HistoryLinkTest::present).containsExactly(59, 60, 31);
        assertThat(batches).allSatisfy(batch -> assertThat(batch.values()).containsOnlyKeys(POWER));
        assertThat(batches.getFirst().start()).isEqualTo(NOON.getEpochSecond());
    }

    @Test
    void whatIsStaleIsAGap() {
        quality = Snapshot.Quality.STALE;
        assertThat(record()).isEmpty();
    }

    @Test
    void aClockThatIsSetForwardLeavesAGap() {
        steps.put(30, Duration.ofHours(1));
        List<Batch> batches = record();
        assertThat(batches).extracting(HistoryLinkTest::present).containsExactly(30, 29, 60, 31);
        assertThat(batches.get(1).start() - batches.getFirst().start()).isEqualTo(3600);
        assertThat(health.counters()).containsEntry("clock-steps", 1L);
    }

    @Test
    void aClockThatIsSetBackBeginsABatchOfItsOwn() {
        steps.put(90, Duration.ofSeconds(-61));
        List<Batch> batches = record();
        assertThat(batches)
                .extracting(Batch::start)
                .containsExactly(
                        0L + NOON.getEpochSecond(),
                        NOON.getEpochSecond() + 60,
                        NOON.getEpochSecond(),
                        NOON.getEpochSecond() + 60);
        assertThat(health.counters()).containsEntry("clock-steps", 1L);
    }

    @Test
    void nothingTouchesTheDiskBeforeTheFirstCommit() throws Exception {
        record();
        try (var files = Files.list(state)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void theBacklogForgetsTheOldestAndCountsThat() {
        Backlog<Batch> small = new Backlog<>(2_000, Batch::size);
        List<Batch> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Batch batch = new Batch(60L * i, 60);
            batch.put(POWER, 60L * i, i);
            all.add(batch);
            small.add(batch);
        }
        assertThat(small.all()).containsExactlyElementsOf(all.subList(7, 10));
        assertThat(small.dropped()).isEqualTo(7);
    }
}
