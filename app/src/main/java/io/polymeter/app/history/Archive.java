package io.polymeter.app.history;

import io.polymeter.app.history.Tables.Chunks;
import io.polymeter.app.history.chunk.Aggregates;
import io.polymeter.app.history.chunk.BitWriter;
import io.polymeter.app.history.chunk.ChunkBody;
import io.polymeter.app.history.chunk.SecondSeries;
import io.polymeter.app.history.chunk.ValueColumn;
import io.polymeter.app.history.chunk.ValueScale;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes the file. A commit is one transaction: the seconds as they came, and once an hour the minutes and
/// quarter-hours of the hour that has ended. For one thread.
///
/// Seconds are the truth as long as they are there: the rest of an hour is a pure function of them, made anew each
/// time the clock comes back to it. Of an hour whose seconds are gone, what is there stays, and energy is added.
final class Archive implements AutoCloseable {

    static final Comparator<Series> ORDER = Comparator.comparing(Series::meter)
            .thenComparingInt(series -> series.point().index());

    static final int DAY = 86_400;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Connection connection;
    private final Tables tables;
    private final Keep keep;
    private Map<Series, Integer> ids = Map.of();
    private Map<Integer, Series> names = Map.of();
    private EnergyDeltas tally = new EnergyDeltas(Map.of());
    private DerivedMarks marks = new DerivedMarks();
    /// Hours that have seconds which are not folded yet.
    private SortedSet<Long> open = new TreeSet<>();

    /// How long what is kept, in seconds.
    record Keep(long second, long minute, long quarter) {}

    private Archive(Connection connection, Keep keep) {
        this.connection = connection;
        this.tables = new Tables(connection);
        this.keep = keep;
    }

    /// Goes on with a file, or begins one.
    ///
    /// @param connection to an existing or an empty file; closed with this
    /// @throws SQLException also where it is damaged
    /// @throws IOException where it holds nothing of ours
    static Archive open(Connection connection, Keep keep) throws SQLException, IOException {
        Archive archive = new Archive(connection, keep);
        connection.setAutoCommit(false);
        archive.tables.create();
        archive.load();
        connection.commit();
        return archive;
    }

    private void load() throws SQLException, IOException {
        names = tables.series();
        ids = new HashMap<>();
        names.forEach((id, series) -> ids.put(series, id));
        open = ArchiveState.open(tables);
        marks = ArchiveState.derived(tables, names);
        EnergyDeltas stored = new EnergyDeltas(ArchiveState.counters(tables, names));
        for (long hour : open) {
            tables.each(
                    Chunks.SECOND,
                    hour,
                    hour + HourAggregation.HOUR,
                    (_, body) -> body.each((id, in) -> {
                        Series series = names.get(id);
                        if (series != null && series.isEnergy()) {
                            stored.seen(
                                    series,
                                    SecondSeries.read(body.count(), true, in).values());
                        }
                    }));
        }
        tally = stored;
    }

    /// How far every energy counter was.
    Map<Series, Double> counters() {
        return tally.last();
    }

    /// Writes batches in the order in which they were measured; all or none.
    void commit(Collection<Batch> batches) throws SQLException, IOException {
        EnergyDeltas before = new EnergyDeltas(tally.last());
        SortedSet<Long> openBefore = new TreeSet<>(open);
        DerivedMarks marksBefore = new DerivedMarks(marks);
        try {
            for (Batch batch : batches) {
                write(batch);
            }
            connection.commit();
        } catch (SQLException | IOException | RuntimeException e) {
            tally = before;
            open = openBefore;
            marks = marksBefore;
            undo(e);
            throw e;
        }
    }

    private void undo(Exception failure) {
        try {
            connection.rollback();
            names = tables.series();
            ids.clear();
            names.forEach((id, series) -> ids.put(series, id));
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void write(Batch batch) throws SQLException, IOException {
        long hour = HourAggregation.hourOf(batch.start());
        if (open.size() != 1 || !open.contains(hour)) {
            turn(hour, batch);
        }
        SortedMap<Integer, SecondSeries> seconds = new TreeMap<>();
        for (Map.Entry<Series, double[]> each : batch.values().entrySet()) {
            Series series = each.getKey();
            double growth = series.isEnergy() ? tally.growth(series, each.getValue()) : Double.NaN;
            seconds.put(id(series), new SecondSeries(each.getValue(), growth));
        }
        if (marks.note(batch)) {
            ArchiveState.derived(tables, marks, ids);
        }
        SortedMap<Integer, SecondSeries> there = tables.get(Chunks.SECOND, batch.start(), this::seconds);
        if (there != null) {
            there.forEach((id, early) -> seconds.merge(id, early, (late, first) -> first.and(late)));
        }
        seconds.values().removeIf(SecondSeries::isEmpty);
        SortedMap<Integer, byte[]> bodies = new TreeMap<>();
        seconds.forEach((id, second) -> bodies.put(id, second.toBytes(finest(id))));
        tables.put(Chunks.SECOND, batch.start(), ChunkBody.write(batch.seconds(), bodies));
    }

    private SortedMap<Integer, SecondSeries> seconds(ChunkBody bundle) throws IOException {
        SortedMap<Integer, SecondSeries> all = new TreeMap<>();
        bundle.each((id, in) -> {
            Series series = names.get(id);
            if (series != null) {
                all.put(id, SecondSeries.read(bundle.count(), series.isEnergy(), in));
            }
        });
        return all;
    }

    private int finest(int id) {
        Series series = names.get(id);
        return series == null ? 3 : ValueScale.finest(series.point().unit());
    }

    private int id(Series series) throws SQLException {
        Integer known = ids.get(series);
        if (known != null) {
            return known;
        }
        int made = tables.add(series);
        ids.put(series, made);
        names.put(made, series);
        return made;
    }

    /// The clock shows another hour.
    private void turn(long hour, Batch now) throws SQLException, IOException {
        for (long ended : open) {
            if (ended != hour) {
                fold(ended);
            }
        }
        open = new TreeSet<>(List.of(hour));
        prune(hour, now);
        ArchiveState.open(tables, open);
        ArchiveState.counters(tables, tally.last(), ids);
    }

    private void fold(long hour) throws SQLException, IOException {
        boolean gone = hour < ArchiveState.pruned(tables);
        HourAggregation fold = new HourAggregation(hour);
        tables.each(Chunks.SECOND, hour, hour + HourAggregation.HOUR, (start, body) -> {
            if (start >= hour) {
                seconds(body).forEach((id, second) -> fold.add(name(id), start, second));
            }
        });
        if (gone) {
            Map<Series, Aggregates> there =
                    tables.get(Chunks.MINUTE, hour, body -> HourAggregation.aggregates(body, names));
            if (there != null) {
                fold.under(there);
            }
            tables.delete(Chunks.SECOND, hour, hour + HourAggregation.HOUR);
        }
        if (keep.minute() > 0) {
            tables.put(Chunks.MINUTE, hour, bytes(HourAggregation.MINUTES, fold.minutes()));
        }
        if (keep.quarter() > 0) {
            long day = hour - Math.floorMod(hour, (long) DAY);
            int first = (int) (hour - day) / 900;
            quarters(day, first, fold, gone);
            energies(day, first, fold, gone);
        }
    }

    private Series name(int id) {
        Series series = names.get(id);
        if (series == null) {
            throw new IllegalStateException("series " + id + " has no name");
        }
        return series;
    }

    private void quarters(long day, int first, HourAggregation fold, boolean gone) throws SQLException, IOException {
        Map<Series, Aggregates> there =
                tables.get(Chunks.QUARTER, day, body -> HourAggregation.aggregates(body, names));
        Map<Series, Aggregates> rows = there == null ? new TreeMap<>(ORDER) : there;
        fold.quarters().forEach((series, made) -> {
            Aggregates row = rows.computeIfAbsent(series, _ -> new Aggregates(DAY / 900));
            for (int i = 0; i < HourAggregation.QUARTERS; i++) {
                if (!gone || !row.has(first + i)) {
                    row.replace(first + i, made, i);
                }
            }
        });
        tables.put(Chunks.QUARTER, day, bytes(DAY / 900, rows));
    }

    private void energies(long day, int first, HourAggregation fold, boolean gone) throws SQLException, IOException {
        Map<Series, double[]> there = tables.get(Chunks.ENERGY, day, body -> HourAggregation.energies(body, names));
        Map<Series, double[]> rows = there == null ? new TreeMap<>(ORDER) : there;
        fold.growth().forEach((series, made) -> {
            double[] row = rows.computeIfAbsent(series, _ -> HourAggregation.noGrowth(DAY / 900));
            for (int i = 0; i < HourAggregation.QUARTERS; i++) {
                double known = gone && !Double.isNaN(row[first + i]) ? row[first + i] : 0;
                if (!Double.isNaN(made[i])) {
                    row[first + i] = known + made[i];
                }
            }
        });
        SortedMap<Integer, byte[]> bodies = new TreeMap<>();
        for (Map.Entry<Series, double[]> each : rows.entrySet()) {
            BitWriter out = new BitWriter();
            ValueColumn.write(each.getValue(), SecondSeries.FINE, out);
            bodies.put(id(each.getKey()), out.toBytes());
        }
        tables.put(Chunks.ENERGY, day, ChunkBody.write(DAY / 900, bodies));
    }

    private byte[] bytes(int count, Map<Series, Aggregates> rows) throws SQLException {
        SortedMap<Integer, byte[]> bodies = new TreeMap<>();
        for (Map.Entry<Series, Aggregates> each : rows.entrySet()) {
            if (!each.getValue().isEmpty()) {
                int finest = ValueScale.finest(each.getKey().point().unit());
                bodies.put(id(each.getKey()), each.getValue().toBytes(finest));
            }
        }
        return ChunkBody.write(count, bodies);
    }

    /// Forgets what is too old, but only as much of it as there is more than is to be kept: a clock that is wrong
    /// for a while must not cost everything.
    private void prune(long hour, Batch now) throws SQLException {
        long seconds = cut(Chunks.SECOND, now.start() - keep.second(), keep.second() / now.seconds());
        seconds -= Math.floorMod(seconds, (long) HourAggregation.HOUR);
        if (seconds > ArchiveState.pruned(tables)) {
            ArchiveState.pruned(tables, seconds);
        }
        tables.delete(Chunks.SECOND, Long.MIN_VALUE, Math.min(seconds, hour));
        long minutes = cut(Chunks.MINUTE, now.start() - keep.minute(), keep.minute() / HourAggregation.HOUR);
        tables.delete(Chunks.MINUTE, Long.MIN_VALUE, minutes);
        for (Chunks days : List.of(Chunks.QUARTER, Chunks.ENERGY)) {
            long cut = cut(days, now.start() - keep.quarter() - DAY + 1, keep.quarter() / DAY + 1);
            tables.delete(days, Long.MIN_VALUE, cut);
        }
    }

    private long cut(Chunks chunks, long horizon, long rows) throws SQLException {
        OptionalLong oldest = tables.oldest(chunks);
        if (oldest.isEmpty() || oldest.getAsLong() >= horizon) {
            return NEVER;
        }
        OptionalLong first = tables.fromLatest(chunks, rows);
        return first.isEmpty() ? NEVER : Math.min(horizon, first.getAsLong());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
