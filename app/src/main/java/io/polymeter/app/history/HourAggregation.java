package io.polymeter.app.history;

import io.polymeter.app.history.chunk.Aggregates;
import io.polymeter.app.history.chunk.ChunkBody;
import io.polymeter.app.history.chunk.SecondSeries;
import io.polymeter.app.history.chunk.ValueColumn;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// The minutes and quarter-hours of one hour, made of its seconds.
final class HourAggregation {

    static final int HOUR = 3600;
    static final int MINUTES = 60;
    static final int QUARTERS = 4;

    private final long hour;
    private final Map<Series, Aggregates> minutes = new TreeMap<>(Archive.ORDER);
    private final Map<Series, Aggregates> quarters = new TreeMap<>(Archive.ORDER);
    private final Map<Series, double[]> growth = new TreeMap<>(Archive.ORDER);

    /// @param hour its beginning
    HourAggregation(long hour) {
        this.hour = hour;
    }

    static long hourOf(long second) {
        return second - Math.floorMod(second, (long) HOUR);
    }

    /// Adds a series of a chunk of seconds of this hour.
    void add(Series series, long start, SecondSeries second) {
        Aggregates minute = minutes.computeIfAbsent(series, _ -> new Aggregates(MINUTES));
        Aggregates quarter = quarters.computeIfAbsent(series, _ -> new Aggregates(QUARTERS));
        double[] values = second.values();
        int offset = (int) (start - hour);
        boolean heard = false;
        for (int i = 0; i < values.length && offset + i < HOUR; i++) {
            if (!Double.isNaN(values[i])) {
                minute.add((offset + i) / 60, values[i]);
                quarter.add((offset + i) / 900, values[i]);
                heard = true;
            }
        }
        if (series.isEnergy() && (heard || second.growth() > 0)) {
            double[] gained = growth.computeIfAbsent(series, _ -> noGrowth(QUARTERS));
            int at = offset / 900;
            gained[at] = (Double.isNaN(gained[at]) ? 0 : gained[at]) + second.growth();
        }
    }

    /// Puts under the minutes what is known of this hour from elsewhere: an interval that is there stays.
    void under(Map<Series, Aggregates> known) {
        known.forEach((series, row) -> {
            Aggregates own = minutes.computeIfAbsent(series, _ -> new Aggregates(MINUTES));
            for (int i = 0; i < MINUTES; i++) {
                if (row.has(i)) {
                    own.replace(i, row, i);
                }
            }
        });
    }

    Map<Series, Aggregates> minutes() {
        return minutes;
    }

    Map<Series, Aggregates> quarters() {
        return quarters;
    }

    /// How much each counter gained in each quarter-hour, NaN where it was not heard.
    Map<Series, double[]> growth() {
        return growth;
    }

    static double[] noGrowth(int count) {
        double[] none = new double[count];
        java.util.Arrays.fill(none, Double.NaN);
        return none;
    }

    /// All series of a chunk of aggregates.
    static Map<Series, Aggregates> aggregates(ChunkBody bundle, Map<Integer, Series> names) throws IOException {
        Map<Series, Aggregates> all = new TreeMap<>(Archive.ORDER);
        bundle.each((id, in) -> {
            Series series = names.get(id);
            if (series != null) {
                all.put(series, Aggregates.read(bundle.count(), in));
            }
        });
        return all;
    }

    /// All series of a chunk of energies.
    static Map<Series, double[]> energies(ChunkBody bundle, Map<Integer, Series> names) throws IOException {
        Map<Series, double[]> all = new TreeMap<>(Archive.ORDER);
        bundle.each((id, in) -> {
            Series series = names.get(id);
            if (series != null) {
                all.put(series, ValueColumn.read(bundle.count(), in));
            }
        });
        return all;
    }
}
