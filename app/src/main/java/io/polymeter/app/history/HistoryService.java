package io.polymeter.app.history;

import io.polymeter.config.HistorySettings;
import io.polymeter.config.Settings;
import io.polymeter.link.Backlog;
import io.polymeter.link.Link;
import io.polymeter.link.postgresql.PostgresLink;
import io.polymeter.runtime.Polymeter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The history of a running Polymeter, where its settings ask for one.
public final class HistoryService implements AutoCloseable {

    /// How much memory may wait for the disk, and as much for a database: two hours of three large meters.
    private static final long MEMORY = 6_000_000;

    private static final int EVERY = 60;

    private final Polymeter polymeter;
    private final int every;
    private volatile @Nullable Running running;

    /// What it was started with.
    private record Terms(Path state, ZoneId zone, HistorySettings settings) {}

    private record Running(Terms terms, CommitThread keeper, History history, List<Link> links) {}

    private HistoryService(Polymeter polymeter, int every) {
        this.polymeter = polymeter;
        this.every = every;
    }

    /// Begins, where the settings ask for it, with a commit a minute.
    public static HistoryService start(Polymeter polymeter, Settings settings) {
        return start(polymeter, settings, EVERY);
    }

    /// The same with another time between commits.
    ///
    /// @param every seconds; a divisor of 900
    /// @throws IllegalArgumentException for anything else
    public static HistoryService start(Polymeter polymeter, Settings settings, int every) {
        if (every < 1 || 900 % every != 0) {
            throw new IllegalArgumentException(every + " s do not divide a quarter-hour");
        }
        HistoryService recording = new HistoryService(polymeter, every);
        recording.apply(settings);
        return recording;
    }

    /// Goes over to other settings. Where nothing changed that matters here, nothing happens.
    public synchronized void apply(Settings settings) {
        HistorySettings wanted = settings.history();
        Terms terms = wanted == null
                ? null
                : new Terms(settings.state(), settings.site().zone(), wanted);
        Running now = running;
        if (now == null ? terms == null : now.terms().equals(terms)) {
            return;
        }
        close();
        if (terms != null) {
            running = begin(terms);
        }
    }

    /// What was recorded; empty where nothing is.
    public Optional<History> history() {
        Running now = running;
        return now == null ? Optional.empty() : Optional.of(now.history());
    }

    private Running begin(Terms terms) {
        List<Backlog<Batch>> backlogs = new ArrayList<>(List.of(new Backlog<>(MEMORY, Batch::size)));
        List<Link> links = new ArrayList<>();
        HistorySettings settings = terms.settings();
        Archive.Keep keep = new Archive.Keep(
                settings.keep().second().toSeconds(),
                settings.keep().minute().toSeconds(),
                settings.keep().quarterHour().toSeconds());
        CommitThread.Pace pace = new CommitThread.Pace(polymeter.clock(), Duration.ofSeconds(every));
        CommitThread keeper = CommitThread.start(terms.state(), keep, backlogs.getFirst(), pace);
        HistorySettings.Postgresql database = settings.postgresql();
        if (database != null) {
            Backlog<Batch> own = new Backlog<>(MEMORY, Batch::size);
            backlogs.add(own);
            PostgresLink link = new PostgresLink(database, own);
            polymeter.attach(link);
            links.add(link);
        }
        HistoryLink recorder = new HistoryLink(polymeter::measurements, every, backlogs, keeper);
        polymeter.attach(recorder);
        links.add(recorder);
        History history = new History(new HistoryFile(terms.state()), terms.zone(), new Memory(recorder, keeper));
        polymeter.past().set(new KeptPast(history));
        return new Running(terms, keeper, history, links);
    }

    private record Memory(HistoryLink recorder, CommitThread keeper) implements History.Memory {
        @Override
        public CommitThread.Pending pending() {
            return recorder.pending();
        }

        @Override
        public boolean hold(Duration most) throws InterruptedException {
            return keeper.hold(most);
        }

        @Override
        public void release() {
            keeper.release();
        }
    }

    /// Writes what is left, and ends.
    @Override
    public synchronized void close() {
        Running now = running;
        running = null;
        if (now != null) {
            polymeter.past().set(null);
            // The recorder first: it hands its last seconds on.
            now.links().reversed().forEach(polymeter::detach);
            now.keeper().close();
        }
    }
}
