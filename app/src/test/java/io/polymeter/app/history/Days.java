package io.polymeter.app.history;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Samples of a meter, second by second, and what they amount to: the plain sums that the history is held
/// against.
final class Days {

    static final Series POWER = new Series("grid", Point.of(Quantity.ACTIVE_POWER));
    static final Series VOLTAGE = new Series("grid", Point.of(Quantity.VOLTAGE, Phase.L2));
    static final Series IMPORT = History.imported("grid");
    static final Series EXPORT = History.exported("grid");

    /// All that was measured, by second.
    final Map<Series, TreeMap<Long, Double>> samples = new HashMap<>();
    /// Growth by quarter-hour.
    final Map<Series, TreeMap<Long, Double>> growth = new HashMap<>();

    private final Map<Series, Double> last = new HashMap<>();
    private final SplittableRandom random;
    private double imported = 1_000_000;
    private double exported = 5_000;

    Days(long seed) {
        random = new SplittableRandom(seed);
    }

    /// Batches of a minute each, with gaps of seconds, minutes and hours.
    List<Batch> minutes(long from, int count) {
        List<Batch> all = new ArrayList<>();
        int gap = 0;
        for (int minute = 0; minute < count; minute++) {
            Batch batch = new Batch(from + 60L * minute, 60);
            if (gap == 0 && random.nextInt(150) == 0) {
                gap = random.nextInt(1, 200);
            }
            for (int i = 0; i < 60; i++) {
                second(batch, batch.start() + i, gap > 0 || random.nextInt(50) == 0);
            }
            gap = Math.max(0, gap - 1);
            all.add(batch);
        }
        return all;
    }

    private void second(Batch batch, long second, boolean silent) {
        double watts = random.nextInt(-60_000, 40_000) / 10.0;
        imported += Math.round(Math.max(0, watts) / 360) / 10.0;
        exported += Math.round(Math.max(0, -watts) / 360) / 10.0;
        if (!silent) {
            put(batch, POWER, second, watts);
            put(batch, VOLTAGE, second, 230 + random.nextInt(-4_000, 4_000) / 1000.0);
            put(batch, IMPORT, second, Math.round(imported * 10) / 10.0);
            put(batch, EXPORT, second, Math.round(exported * 10) / 10.0);
        }
    }

    void put(Batch batch, Series series, long second, double value) {
        batch.put(series, second, value);
        samples.computeIfAbsent(series, _ -> new TreeMap<>()).putIfAbsent(second, value);
        if (series.isEnergy()) {
            Double before = last.put(series, value);
            double gained = before == null ? 0 : value - before;
            growth.computeIfAbsent(series, _ -> new TreeMap<>()).merge(second - second % 900, gained, Double::sum);
        }
    }

    /// All that was measured of a series.
    NavigableMap<Long, Double> of(Series series) {
        return Objects.requireNonNull(samples.get(series));
    }

    /// The growth of a counter by quarter-hour.
    NavigableMap<Long, Double> growthOf(Series series) {
        return Objects.requireNonNull(growth.get(series));
    }

    /// Least, sum, greatest and number of the samples of each interval.
    NavigableMap<Long, double[]> intervals(Series series, int length) {
        TreeMap<Long, double[]> all = new TreeMap<>();
        of(series).forEach((second, value) -> {
            double[] sum = all.computeIfAbsent(
                    second - second % length, _ -> new double[] {Double.MAX_VALUE, 0, -Double.MAX_VALUE, 0});
            sum[0] = Math.min(sum[0], value);
            sum[1] += value;
            sum[2] = Math.max(sum[2], value);
            sum[3]++;
        });
        return all;
    }
}
