package io.polymeter.app.history;

import io.polymeter.link.Backlog;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.runtime.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes once a second what every meter shows, if it is fresh. Reads the same immutable states as every output
/// does, and hands them on without waiting.
///
/// A second has the number that the clock of the machine shows. One that it shows for the second time, because it
/// was set back, keeps what it has.
final class HistoryLink implements Link {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.history");

    /// A clock that runs off the monotonic one by more than this within a second was set.
    private static final Duration STEP = Duration.ofMillis(1_500);

    private final Supplier<List<Snapshot.Meter>> meters;
    private final int seconds;
    private final List<Backlog<Batch>> backlogs;
    private final CommitThread keeper;

    private @Nullable Batch current;
    private long lastSecond = Long.MIN_VALUE;

    /// @param meters gives what every meter shows now
    /// @param seconds how many make a batch
    /// @param backlogs where batches go
    HistoryLink(
            Supplier<List<Snapshot.Meter>> meters, int seconds, List<Backlog<Batch>> backlogs, CommitThread keeper) {
        this.meters = meters;
        this.seconds = seconds;
        this.backlogs = List.copyOf(backlogs);
        this.keeper = keeper;
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public Message description() {
        return Message.of("link-keeps-history", "keeps the history of all meters");
    }

    @Override
    public Set<String> events() {
        return Set.of("clock-steps");
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        counters.put("commits", keeper.commits());
        counters.put("failed-commits", keeper.failures());
        counters.put("dropped", backlogs.getFirst().dropped());
        return counters;
    }

    /// All that is not on the disk yet, the batch that is being filled among it.
    synchronized CommitThread.Pending pending() {
        CommitThread.Pending handed = keeper.pending();
        if (current == null) {
            return handed;
        }
        List<Batch> all = new ArrayList<>(handed.batches());
        all.add(current.copy());
        return new CommitThread.Pending(all, handed.counters());
    }

    @Override
    public void run(Context context) throws InterruptedException {
        Clock clock = context.clock();
        Instant wall = clock.wall();
        long nanos = clock.nanos();
        try {
            while (true) {
                clock.sleep(Duration.ofNanos(1_000_000_000 - wall.getNano()));
                Instant nextWall = clock.wall();
                long nextNanos = clock.nanos();
                Duration step = Duration.between(wall, nextWall).minusNanos(nextNanos - nanos);
                if (step.abs().compareTo(STEP) > 0) {
                    context.health().count("clock-steps");
                    LOG.info("the clock was set by {} s; the history continues at {}", step.toSeconds(), nextWall);
                    handOver();
                }
                wall = nextWall;
                nanos = nextNanos;
                note(wall.getEpochSecond());
                report(context);
            }
        } finally {
            handOver();
        }
    }

    private void report(Context context) {
        String fault = keeper.fault();
        if (fault == null) {
            report(context, Health.State.UP, description());
        } else {
            report(context, Health.State.WAITING, Message.of("history-not-written", "cannot be written: {why}", fault));
        }
    }

    private void note(long second) {
        if (second == lastSecond) {
            return;
        }
        lastSecond = second;
        long start = second - Math.floorMod(second, (long) seconds);
        List<Snapshot.Meter> now = meters.get();
        put(batch(start), second, now);
    }

    private synchronized void put(Batch batch, long second, List<Snapshot.Meter> now) {
        for (Snapshot.Meter meter : now) {
            for (Snapshot.Reading reading : meter.readings()) {
                if (counts(reading)) {
                    Series series = new Series(meter.name(), reading.point());
                    batch.put(series, second, reading.value());
                    if (reading.quality() == Snapshot.Quality.DERIVED) {
                        batch.derived().add(series);
                    }
                }
            }
        }
    }

    private static boolean counts(Snapshot.Reading reading) {
        return Series.worthKeeping(reading.point())
                && reading.quality() != Snapshot.Quality.STALE
                && Double.isFinite(reading.value());
    }

    private synchronized Batch batch(long start) {
        Batch batch = current;
        if (batch == null || batch.start() != start) {
            handOver();
            batch = new Batch(start, seconds);
            current = batch;
        }
        return batch;
    }

    private synchronized void handOver() {
        Batch full = current;
        current = null;
        if (full != null && !full.values().isEmpty()) {
            backlogs.forEach(backlog -> backlog.add(full));
        }
    }
}
