package io.polymeter.app.history;

import io.polymeter.app.history.Tables.Chunks;
import io.polymeter.app.history.chunk.ValueColumn;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Adds energy up over periods.
final class EnergyReader {

    private final Series imported;
    private final Series exported;
    private final Period period;
    private final ZoneId zone;
    private final TreeMap<Instant, Sum> sums = new TreeMap<>();

    private static final class Sum {
        private double imported = Double.NaN;
        private double exported = Double.NaN;
        private int quarters;
    }

    EnergyReader(String meter, Period period, ZoneId zone) {
        this.imported = History.imported(meter);
        this.exported = History.exported(meter);
        this.period = period;
        this.zone = zone;
    }

    List<Energy> read(HistorySnapshot view, Instant from, Instant to) throws SQLException, IOException {
        long first = period.start(from, zone).getEpochSecond();
        Instant lastStart = period.start(to.minusNanos(1), zone);
        long last = period.end(lastStart, zone).getEpochSecond();
        Map<Long, Map<Series, double[]>> days = days(view, first, last);
        days.forEach((day, growth) -> {
            double[] in = growth.getOrDefault(imported, HourAggregation.noGrowth(Archive.DAY / 900));
            double[] out = growth.getOrDefault(exported, HourAggregation.noGrowth(Archive.DAY / 900));
            for (int i = 0; i < in.length; i++) {
                long at = day + 900L * i;
                if (at >= first && at < last && !(Double.isNaN(in[i]) && Double.isNaN(out[i]))) {
                    add(Instant.ofEpochSecond(at), in[i], out[i]);
                }
            }
        });
        List<Energy> all = new ArrayList<>();
        sums.forEach((start, sum) -> {
            Instant end = period.end(start, zone);
            double whole = Duration.between(start, end).toSeconds() / 900.0;
            all.add(new Energy(start, end, sum.imported, sum.exported, sum.quarters / whole));
        });
        return all;
    }

    private void add(Instant quarter, double in, double out) {
        Sum sum = sums.computeIfAbsent(period.start(quarter, zone), _ -> new Sum());
        sum.imported = plus(sum.imported, in);
        sum.exported = plus(sum.exported, out);
        sum.quarters++;
    }

    /// Nothing known and something is something.
    private static double plus(double sum, double more) {
        return Double.isNaN(sum) ? more : Double.isNaN(more) ? sum : sum + more;
    }

    private Map<Long, Map<Series, double[]>> days(HistorySnapshot view, long first, long last)
            throws SQLException, IOException {
        TreeMap<Long, Map<Series, double[]>> days = new TreeMap<>();
        Tables tables = view.tables();
        if (tables != null) {
            tables.each(Chunks.ENERGY, first, last, (day, body) -> {
                Map<Series, double[]> rows = new TreeMap<>(Archive.ORDER);
                body.each((id, in) -> {
                    Series series = view.names().get(id);
                    if (imported.equals(series) || exported.equals(series)) {
                        rows.put(series, ValueColumn.read(body.count(), in));
                    }
                });
                days.put(day, rows);
            });
        }
        for (long hour : view.live().subSet(first - HourAggregation.HOUR, last)) {
            long day = hour - Math.floorMod(hour, (long) Archive.DAY);
            HourAggregation fold = view.fold(hour, series -> series.equals(imported) || series.equals(exported));
            Map<Series, double[]> rows = days.computeIfAbsent(day, _ -> new TreeMap<>(Archive.ORDER));
            fold.growth().forEach((series, made) -> {
                double[] row = rows.computeIfAbsent(series, _ -> HourAggregation.noGrowth(Archive.DAY / 900));
                for (int i = 0; i < HourAggregation.QUARTERS; i++) {
                    int at = (int) (hour - day) / 900 + i;
                    row[at] = view.isPruned(hour) ? plus(row[at], made[i]) : Double.isNaN(made[i]) ? row[at] : made[i];
                }
            });
        }
        return days;
    }
}
