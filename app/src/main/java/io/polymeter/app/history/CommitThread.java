package io.polymeter.app.history;

import io.polymeter.link.Backlog;
import io.polymeter.link.Clock;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings batches to the disk on a thread of its own, at most one commit in a while: only this thread ever waits
/// for a slow, full or broken disk. What cannot be written stays in memory, as far as that is set aside, until it
/// can.
final class CommitThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.history");

    private static final Duration END = Duration.ofMillis(800);

    private final HistoryFile file;
    private final Archive.Keep keep;
    private final Backlog<Batch> backlog;
    private final Duration every;
    private final Clock clock;
    private final Thread thread;
    /// Held while batches go from memory to disk: whoever adds both up sees each once.
    private final ReentrantLock turn = new ReentrantLock();

    private volatile Map<Series, Double> counters = Map.of();
    private volatile @Nullable String fault;
    private final LongAdder commits = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private @Nullable Archive archive;

    private CommitThread(Path state, Archive.Keep keep, Backlog<Batch> backlog, Pace pace) {
        this.file = new HistoryFile(state);
        this.keep = keep;
        this.backlog = backlog;
        this.every = pace.every();
        this.clock = pace.clock();
        this.thread = Thread.ofPlatform().name("history").daemon().unstarted(this::work);
    }

    /// How often it commits.
    record Pace(Clock clock, Duration every) {}

    /// Begins. The file is not touched before the first commit is due.
    static CommitThread start(Path state, Archive.Keep keep, Backlog<Batch> backlog, Pace pace) {
        CommitThread keeper = new CommitThread(state, keep, backlog, pace);
        keeper.thread.start();
        return keeper;
    }

    /// Why nothing can be written; null where all is well.
    @Nullable
    String fault() {
        return fault;
    }

    long commits() {
        return commits.sum();
    }

    long failures() {
        return failures.sum();
    }

    /// What a reader sees of memory and disk together.
    ///
    /// @param batches not on the disk yet
    /// @param counters how far the counters were when the last batch on the disk ended
    record Pending(List<Batch> batches, Map<Series, Double> counters) {}

    /// What is not on the disk yet.
    Pending pending() {
        return new Pending(backlog.all(), counters);
    }

    /// Keeps batches where they are until [#release].
    ///
    /// @return false where the disk takes too long
    boolean hold(Duration most) throws InterruptedException {
        return turn.tryLock(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    void release() {
        turn.unlock();
    }

    private void work() {
        try {
            file.load();
            // The machine has better things to do when it starts.
            backlog.pause(clock, every);
            while (backlog.await(clock)) {
                commit();
                if (backlog.ended()) {
                    break;
                }
                backlog.pause(clock, every.minusMillis(every.toMillis() / 10));
            }
        } catch (InterruptedException _) {
            LOG.debug("interrupted");
        } finally {
            shut();
        }
    }

    private void commit() {
        turn.lock();
        try {
            List<Batch> batches = backlog.take(Integer.MAX_VALUE);
            Archive open = archive;
            if (open == null) {
                open = file.open(keep);
                archive = open;
                counters = open.counters();
            }
            open.commit(batches);
            counters = open.counters();
            backlog.done();
            commits.increment();
            if (fault != null) {
                LOG.info("the history is writable again");
                fault = null;
            }
        } catch (SQLException | IOException | RuntimeException | LinkageError e) {
            failed(e);
        } finally {
            backlog.back();
            turn.unlock();
        }
    }

    private void failed(Throwable e) {
        failures.increment();
        shut();
        if (e instanceof SQLException damage && HistoryFile.isDamage(damage)) {
            try {
                file.setAside(damage);
                return;
            } catch (IOException f) {
                e.addSuppressed(f);
            }
        }
        if (fault == null) {
            LOG.error("the history cannot be written: {}: {}; buffering in memory", file.path(), words(e));
            LOG.debug("in full", e);
        }
        fault = words(e);
    }

    /// The message of such an exception is often no more than the file's name.
    private static String words(Throwable e) {
        return e instanceof FileSystemException
                ? e.toString().replaceFirst("^java[.]nio[.]file[.]", "")
                : String.valueOf(e.getMessage());
    }

    private void shut() {
        Archive open = archive;
        archive = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.debug("{}: {}", file.path(), e.getMessage());
            }
        }
    }

    /// Writes what is left, if the disk does it soon: the program ends within 2 s, and other things end, too.
    @Override
    public void close() {
        close(END);
    }

    /// Writes what is left, if it is done within a time.
    void close(Duration most) {
        backlog.end();
        try {
            if (!thread.join(most)) {
                LOG.warn("the disk is too slow; the last minute of history is lost");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
