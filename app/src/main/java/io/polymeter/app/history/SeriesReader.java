package io.polymeter.app.history;

import io.polymeter.app.history.Tables.Chunks;
import io.polymeter.app.history.chunk.Aggregates;
import io.polymeter.app.history.chunk.ChunkBody;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers one query.
final class SeriesReader {

    private final HistorySnapshot view;
    private final History.Query query;
    private final History.Sink sink;
    private final long from;
    private final long to;

    SeriesReader(HistorySnapshot view, History.Query query, History.Sink sink) {
        this.view = view;
        this.query = query;
        this.sink = sink;
        this.from = query.from().getEpochSecond();
        this.to = query.to().getEpochSecond();
    }

    void run() throws SQLException, IOException {
        switch (query.resolution()) {
            case SECOND -> seconds();
            case MINUTE -> rows(Chunks.MINUTE, HourAggregation.HOUR);
            case QUARTER_HOUR -> rows(Chunks.QUARTER, Archive.DAY);
        }
    }

    private void seconds() throws SQLException, IOException {
        view.seconds(from, to, query.series()::equals, (start, _, second) -> {
            double[] values = second.values();
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i]) && start + i >= from && start + i < to) {
                    sink.slot(new Interval(Instant.ofEpochSecond(start + i), values[i], values[i], values[i], 1));
                }
            }
        });
    }

    /// Rows of the disk, and those that are told by seconds in their places.
    private void rows(Chunks chunks, int length) throws SQLException, IOException {
        TreeSet<Long> rest = new TreeSet<>();
        for (long hour : view.live()) {
            long row = hour - Math.floorMod(hour, (long) length);
            if (row + length > from && row < to) {
                rest.add(row);
            }
        }
        Tables tables = view.tables();
        if (tables != null) {
            tables.each(chunks, from, to, (start, body) -> {
                while (!rest.isEmpty() && rest.first() < start) {
                    row(rest.pollFirst(), length, null);
                }
                rest.remove(start);
                row(start, length, body);
            });
        }
        for (long start : rest) {
            row(start, length, null);
        }
    }

    private void row(long start, int length, @Nullable ChunkBody body) throws IOException {
        int interval = query.resolution().seconds();
        Aggregates row = new Aggregates(length / interval);
        if (body != null) {
            body.each((id, in) -> {
                if (query.series().equals(view.names().get(id))) {
                    Aggregates stored = Aggregates.read(body.count(), in);
                    for (int i = 0; i < length / interval; i++) {
                        row.replace(i, stored, i);
                    }
                }
            });
        }
        for (long hour : view.live().subSet(start, start + length)) {
            overlay(row, (int) (hour - start) / interval, hour);
        }
        for (int i = 0; i < length / interval; i++) {
            long at = start + (long) i * interval;
            if (row.has(i) && at + interval > from && at < to) {
                double covered = (double) row.covered(i) / interval;
                sink.slot(new Interval(Instant.ofEpochSecond(at), row.min(i), row.mean(i), row.max(i), covered));
            }
        }
    }

    private void overlay(Aggregates row, int first, long hour) throws IOException {
        HourAggregation fold;
        try {
            fold = view.fold(hour, query.series()::equals);
        } catch (SQLException e) {
            throw new IOException("the history cannot be read: " + e.getMessage(), e);
        }
        boolean quarters = query.resolution() == Resolution.QUARTER_HOUR;
        Aggregates made = (quarters ? fold.quarters() : fold.minutes()).get(query.series());
        for (int i = 0; made != null && i < (quarters ? HourAggregation.QUARTERS : HourAggregation.MINUTES); i++) {
            if (!view.isPruned(hour) || !row.has(first + i)) {
                row.replace(first + i, made, i);
            }
        }
    }
}
