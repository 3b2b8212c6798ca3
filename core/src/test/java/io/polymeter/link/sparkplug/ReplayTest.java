package io.polymeter.link.sparkplug;

import static io.polymeter.link.sparkplug.JournalTest.START;
import static io.polymeter.link.sparkplug.JournalTest.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.ByteSize;
import io.polymeter.config.kind.SparkplugSink;
import io.polymeter.link.HistoryReader;
import io.polymeter.link.HistoryReader.PastInterval;
import io.polymeter.link.Offer;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.sparkplug.MetricValue;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was not sent comes out of the journal, else out of the history, and what neither has is said to be lost.
class ReplayTest {

    private static final long MINUTE = 60_000;

    @TempDir
    private Path directory;

    private final Offer<HistoryReader> past = new Offer<>();
    private final List<Long> values = new ArrayList<>();
    private final List<TimeRange> lost = new ArrayList<>();
    private int finished;

    /// A minute's mean for each minute between two instants.
    private record Minutes(long first, long until) implements HistoryReader {
        @Override
        public Optional<Instant> since() {
            return Optional.of(Instant.ofEpochMilli(first));
        }

        @Override
        public void read(String meter, Instant from, Instant to, Taker taker) {
            for (long at = first; at < until; at += MINUTE) {
                if (at >= from.toEpochMilli() && at < to.toEpochMilli()) {
                    taker.take(JournalTest.POWER, new PastInterval(Instant.ofEpochMilli(at), 60, 60, 1, 2, false));
                }
            }
        }
    }

    private Journal journal() {
        return new Journal(directory, new SparkplugSink.Replay(7, ByteSize.parse("10MB")));
    }

    private Journal minutes(int from, int to) throws Exception {
        Journal journal = journal();
        for (long at = START + from * MINUTE; at < START + to * MINUTE; at += 10_000) {
            journal.append(round(1, at, "grid", (double) (at - START)));
        }
        return journal;
    }

    private void run(Journal journal, long from, long to, @Nullable String meter) throws Exception {
        Replay replay = new Replay(journal, past, Set.of("grid", "pv"), 30_000);
        assertThat(replay.add(new Replay.Order(new TimeRange(from, to), meter, true)))
                .isTrue();
        for (int i = 0; !replay.isEmpty(); i++) {
            assertThat(i).as("it ends").isLessThan(5000);
            Replay.Batch batch = replay.next();
            assertThat(batch).isNotNull();
            batch.values().forEach(item -> values.add(item.value().at()));
            lost.addAll(batch.lost());
            finished += batch.finished() == null ? 0 : 1;
        }
    }

    @Test
    void theJournalHasItAll() throws Exception {
        run(minutes(0, 60), START, START + 60 * MINUTE, null);
        assertThat(values).hasSize(360).isSorted();
        assertThat(lost).isEmpty();
        assertThat(finished).isEqualTo(1);
    }

    @Test
    void whatNobodyHasIsLost() throws Exception {
        run(minutes(10, 20), START, START + 30 * MINUTE, "grid");
        assertThat(values).hasSize(60);
        assertThat(lost)
                .containsExactly(
                        new TimeRange(START, START + 10 * MINUTE),
                        new TimeRange(START + 20 * MINUTE - 10_000, START + 30 * MINUTE));
    }

    @Test
    void theHistoryHasWhatTheJournalHasNot() throws Exception {
        past.set(new Minutes(START - 300 * MINUTE, START + 5 * MINUTE));
        run(minutes(10, 20), START - 400 * MINUTE, START + 20 * MINUTE, "grid");
        assertThat(values).hasSize(305 + 60).isSorted();
        assertThat(lost)
                .containsExactly(
                        new TimeRange(START - 400 * MINUTE, START - 300 * MINUTE),
                        new TimeRange(START + 5 * MINUTE, START + 10 * MINUTE));
        assertThat(finished).isEqualTo(1);
    }

    /// A counter and a power of a minute of which 57 seconds are known.
    private record OneMinute(long at) implements HistoryReader {
        @Override
        public Optional<Instant> since() {
            return Optional.of(Instant.ofEpochMilli(at));
        }

        @Override
        public void read(String meter, Instant from, Instant to, Taker taker) {
            Instant start = Instant.ofEpochMilli(at);
            taker.take(
                    Point.of(Quantity.ACTIVE_ENERGY_IMPORT), new PastInterval(start, 60, 57, 1000.5, 1001.25, false));
            taker.take(JournalTest.POWER, new PastInterval(start, 60, 57, 90, 120, false));
        }
    }

    @Test
    void aCounterOfTheHistoryIsToldAsItStoodInTheEndAndAMeanAsAMean() throws Exception {
        past.set(new OneMinute(START));
        Replay replay = new Replay(journal(), past, Set.of("grid"), 30_000);
        replay.add(new Replay.Order(new TimeRange(START, START + MINUTE), null, true));

        Replay.Batch batch = replay.next();

        assertThat(batch).isNotNull();
        assertThat(batch.values())
                .extracting(JournalReader.Item::value)
                .containsExactly(
                        new TimedValue(JournalTest.POWER, new MetricValue.Real(90), START + 31_500, 0, true, 57),
                        new TimedValue(
                                Point.of(Quantity.ACTIVE_ENERGY_IMPORT),
                                new MetricValue.Real(1001.25),
                                START + 59_000,
                                0,
                                true,
                                57));
    }

    @Test
    void aWishFromTheBeginningOfTimeEndsAtOnce() throws Exception {
        past.set(new Minutes(START - 300 * MINUTE, START));
        run(minutes(0, 1), 0, START + MINUTE, null);
        assertThat(lost).containsExactly(new TimeRange(0, START - 300 * MINUTE));
        assertThat(values).hasSize(2 * 300 + 6);
    }

    @Test
    void whatWasNotSentYetIsNotForgotten() throws Exception {
        Journal journal = minutes(0, 600);
        Replay replay = new Replay(journal, past, Set.of("grid"), 30_000);
        replay.add(new Replay.Order(new TimeRange(START, START + 500 * MINUTE), null, false));
        replay.add(new Replay.Order(new TimeRange(START, START + 5 * MINUTE), null, true));
        replay.add(new Replay.Order(new TimeRange(START + 510 * MINUTE, START + 520 * MINUTE), null, false));
        Replay.Batch batch = replay.next();
        assertThat(batch).isNotNull();
        long until = batch.values().getLast().value().at() + 5;
        assertThat(replay.unfinished(30_000))
                .containsExactly(
                        new TimeRange(until - 30_000, START + 500 * MINUTE),
                        new TimeRange(START + 510 * MINUTE, START + 520 * MINUTE));
        for (int i = 0; i < 2 * Replay.WAITING; i++) {
            replay.add(new Replay.Order(new TimeRange(1, 2), null, true));
        }
        assertThat(replay.add(new Replay.Order(new TimeRange(1, 2), null, true)))
                .isFalse();
    }
}
