package io.polymeter.app.history;

import io.polymeter.app.history.Tables.Chunks;
import io.polymeter.app.history.chunk.ChunkBody;
import io.polymeter.app.history.chunk.SecondSeries;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Disk and memory together, at one moment.
final class HistorySnapshot implements AutoCloseable {

    private final @Nullable Connection connection;
    private final @Nullable Tables tables;
    private final Map<Integer, Series> names;
    private final long pruned;
    /// Hours that are told by their seconds: what is on the disk of them is not all.
    private final SortedSet<Long> live;
    private final NavigableMap<Long, Map<Series, SecondSeries>> memory;
    private final DerivedMarks marks;

    /// @param connection null where there is no file yet; closed with this
    HistorySnapshot(@Nullable Connection connection, CommitThread.Pending pending) throws SQLException {
        this.connection = connection;
        Tables found = connection == null ? null : new Tables(connection);
        this.tables = found == null || !found.exist() ? null : found;
        this.names = tables == null ? Map.of() : tables.series();
        this.pruned = tables == null ? Long.MIN_VALUE : ArchiveState.pruned(tables);
        this.live = tables == null ? new TreeSet<>() : ArchiveState.open(tables);
        this.memory = seconds(pending);
        this.marks = tables == null ? new DerivedMarks() : ArchiveState.derived(tables, names);
        pending.batches().forEach(marks::note);
        memory.keySet().forEach(start -> live.add(HourAggregation.hourOf(start)));
    }

    private static NavigableMap<Long, Map<Series, SecondSeries>> seconds(CommitThread.Pending pending) {
        EnergyDeltas tally = new EnergyDeltas(pending.counters());
        NavigableMap<Long, Map<Series, SecondSeries>> all = new TreeMap<>();
        for (Batch batch : pending.batches()) {
            Map<Series, SecondSeries> chunk = all.computeIfAbsent(batch.start(), _ -> new LinkedHashMap<>());
            batch.values().forEach((series, values) -> {
                double growth = series.isEnergy() ? tally.growth(series, values) : Double.NaN;
                chunk.merge(series, new SecondSeries(values, growth), SecondSeries::and);
            });
        }
        return all;
    }

    SortedSet<Long> live() {
        return live;
    }

    Map<Integer, Series> names() {
        return names;
    }

    NavigableMap<Long, Map<Series, SecondSeries>> memory() {
        return memory;
    }

    /// Which series are derived.
    DerivedMarks marks() {
        return marks;
    }

    @Nullable
    Tables tables() {
        return tables;
    }

    /// True for an hour of which seconds may have been forgotten: what is on the disk of it stays.
    boolean isPruned(long hour) {
        return hour < pruned;
    }

    /// A series of a chunk of seconds.
    interface Seconds {
        void chunk(long start, Series series, SecondSeries second) throws IOException;
    }

    /// All chunks of seconds that may hold something of this time, in its order.
    void seconds(long from, long to, Predicate<Series> wanted, Seconds sink) throws SQLException, IOException {
        TreeMap<Long, Map<Series, SecondSeries>> rest =
                new TreeMap<>(memory.subMap(from - HourAggregation.HOUR, false, to, false));
        if (tables != null) {
            tables.each(Chunks.SECOND, from, to, (start, body) -> {
                while (!rest.isEmpty() && rest.firstKey() < start) {
                    var next = rest.pollFirstEntry();
                    tell(next.getKey(), next.getValue(), wanted, sink);
                }
                Map<Series, SecondSeries> chunk = read(body, wanted);
                Map<Series, SecondSeries> later = rest.remove(start);
                if (later != null) {
                    later.forEach((series, second) -> chunk.merge(series, second, SecondSeries::and));
                }
                tell(start, chunk, wanted, sink);
            });
        }
        for (Map.Entry<Long, Map<Series, SecondSeries>> each : rest.entrySet()) {
            tell(each.getKey(), each.getValue(), wanted, sink);
        }
    }

    private static void tell(long start, Map<Series, SecondSeries> chunk, Predicate<Series> wanted, Seconds sink)
            throws IOException {
        for (Map.Entry<Series, SecondSeries> each : chunk.entrySet()) {
            if (wanted.test(each.getKey())) {
                sink.chunk(start, each.getKey(), each.getValue());
            }
        }
    }

    private Map<Series, SecondSeries> read(ChunkBody body, Predicate<Series> wanted) throws IOException {
        Map<Series, SecondSeries> chunk = new HashMap<>();
        body.each((id, in) -> {
            Series series = names.get(id);
            if (series != null && wanted.test(series)) {
                chunk.put(series, SecondSeries.read(body.count(), series.isEnergy(), in));
            }
        });
        return chunk;
    }

    /// An hour that is told by its seconds.
    HourAggregation fold(long hour, Predicate<Series> wanted) throws SQLException, IOException {
        HourAggregation fold = new HourAggregation(hour);
        seconds(hour, hour + HourAggregation.HOUR, wanted, (start, series, second) -> {
            if (start >= hour) {
                fold.add(series, start, second);
            }
        });
        return fold;
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }
}
