package io.polymeter.app.history;

import io.polymeter.app.history.Tables.Chunks;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What was measured, to read. Any thread; each call reads for itself, beside the program that writes.
public final class History {

    /// How long an answer may wait for a commit.
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

    private final HistoryFile file;
    private final ZoneId zone;
    private final @Nullable Memory memory;

    /// What is not on the disk yet.
    interface Memory {
        CommitThread.Pending pending();

        /// Whether nothing is brought to the disk until [#release].
        boolean hold(Duration most) throws InterruptedException;

        void release();
    }

    History(HistoryFile file, ZoneId zone, @Nullable Memory memory) {
        this.file = file;
        this.zone = zone;
        this.memory = memory;
    }

    /// Reads the file alone, of a program that runs or does not.
    ///
    /// @param state the state directory
    /// @param zone where days begin
    public static History in(Path state, ZoneId zone) {
        return new History(new HistoryFile(state), zone, null);
    }

    /// Where days begin.
    public ZoneId zone() {
        return zone;
    }

    /// Which series, when and how finely.
    ///
    /// @param from the first instant
    /// @param to the first instant that is not wanted any more
    public record Query(Series series, Instant from, Instant to, Resolution resolution) {}

    /// Takes intervals one after the other.
    public interface Sink {
        /// Takes the next one.
        ///
        /// @throws IOException ends the answer
        void slot(Interval slot) throws IOException;
    }

    /// Gives the intervals of a series in the order of time. Those without a value are left out.
    ///
    /// @throws IOException where the file cannot be read, or the sink throws it
    public void series(Query query, Sink sink) throws IOException {
        try (HistorySnapshot view = view()) {
            new SeriesReader(view, query, sink).run();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /// From one instant to another, which is not included.
    public record Span(Instant from, Instant to) {

        /// Whether an interval has a part in it.
        boolean touches(Instant start, Resolution resolution) {
            return start.isBefore(to) && start.plusSeconds(resolution.seconds()).isAfter(from);
        }
    }

    /// Says when the values of a series were derived, not measured, to the minute; what nothing is known of counts as
    /// measured.
    ///
    /// @throws IOException where the file cannot be read
    public List<Span> derived(Query query) throws IOException {
        try (HistorySnapshot view = view()) {
            return view.marks().spans(query.series(), query.from(), query.to());
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /// Gives the energy of every period that has a part between two instants, and of which something is known.
    ///
    /// @throws IOException where the file cannot be read
    public List<Energy> energy(String meter, Period period, Instant from, Instant to) throws IOException {
        EnergyReader reader = new EnergyReader(meter, period, zone);
        boolean held = hold();
        try (HistorySnapshot view = view()) {
            return reader.read(view, from, to);
        } catch (SQLException e) {
            throw unreadable(e);
        } finally {
            if (held && memory != null) {
                memory.release();
            }
        }
    }

    /// Says what there is.
    ///
    /// @throws IOException where the file cannot be read
    public Available available() throws IOException {
        try (HistorySnapshot view = view()) {
            TreeSet<Series> all = new TreeSet<>(Archive.ORDER);
            all.addAll(view.names().values());
            view.memory().values().forEach(chunk -> all.addAll(chunk.keySet()));
            Map<Resolution, @Nullable Instant> since = new EnumMap<>(Resolution.class);
            since.put(Resolution.SECOND, oldest(view, Chunks.SECOND));
            since.put(Resolution.MINUTE, oldest(view, Chunks.MINUTE));
            since.put(Resolution.QUARTER_HOUR, oldest(view, Chunks.QUARTER));
            return new Available(List.copyOf(all), since);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private static @Nullable Instant oldest(HistorySnapshot view, Chunks chunks) throws SQLException {
        Tables tables = view.tables();
        OptionalLong first = tables == null ? OptionalLong.empty() : tables.oldest(chunks);
        if (first.isPresent()) {
            return Instant.ofEpochSecond(first.getAsLong());
        }
        OptionalLong second = tables == null ? OptionalLong.empty() : tables.oldest(Chunks.SECOND);
        if (second.isPresent()) {
            return Instant.ofEpochSecond(second.getAsLong());
        }
        return view.memory().isEmpty()
                ? null
                : Instant.ofEpochSecond(view.memory().firstKey());
    }

    private boolean hold() throws IOException {
        if (memory == null) {
            return false;
        }
        try {
            if (memory.hold(BUSY_TIMEOUT)) {
                return true;
            }
            throw new IOException("the disk is busy; try again later");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HistorySnapshot view() throws SQLException, IOException {
        // Memory first: what goes to the disk in between is seen twice, and that changes no interval.
        CommitThread.Pending pending =
                memory == null ? new CommitThread.Pending(List.of(), Map.of()) : memory.pending();
        if (memory != null && !Files.exists(file.path())) {
            return new HistorySnapshot(null, pending);
        }
        Connection connection = file.read();
        try {
            return new HistorySnapshot(connection, pending);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private IOException unreadable(SQLException e) {
        return new UnreadableHistoryException("the history " + file.path() + " cannot be read: " + e.getMessage(), e);
    }

    static Series imported(String meter) {
        return new Series(meter, Point.of(Quantity.ACTIVE_ENERGY_IMPORT));
    }

    static Series exported(String meter) {
        return new Series(meter, Point.of(Quantity.ACTIVE_ENERGY_EXPORT));
    }
}
