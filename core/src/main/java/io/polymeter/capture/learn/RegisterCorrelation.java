package io.polymeter.capture.learn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Compares registers with what a known meter measured: the same thing is a straight line through 0 whose slope is a
/// power of ten.
final class RegisterCorrelation {

    private static final int LEAST = 20;
    private static final long OLDEST = 15_000_000;
    private static final long[] LAGS = {0, 500_000, 1_000_000, 2_000_000, 3_000_000, -500_000, -1_000_000, -2_000_000};

    private static final int PICKED = 240;

    /// What the known meter measured at the times that are picked, for each lag.
    private final Map<String, List<double[]>> known = new TreeMap<>();

    private final int[] picked;

    /// @param times of the answers
    RegisterCorrelation(KnownValues reference, long[] times) {
        int stride = Math.max(1, times.length / PICKED);
        this.picked =
                IntStream.range(0, times.length).filter(i -> i % stride == 0).toArray();
        reference
                .points()
                .forEach((point, values) -> known.put(
                        point,
                        Arrays.stream(LAGS)
                                .mapToObj(lag -> Arrays.stream(picked)
                                        .mapToDouble(i -> at(values, times[i] + lag))
                                        .toArray())
                                .toList()));
    }

    private static double at(NavigableMap<Long, Double> values, long time) {
        Map.Entry<Long, Double> entry = values.floorEntry(time);
        return entry == null || time - entry.getKey() > OLDEST ? Double.NaN : entry.getValue();
    }

    /// What a register is.
    ///
    /// @param scale to the unit of the point
    record Match(String point, double scale, boolean negated, double confidence, String evidence) {}

    /// A straight line through points.
    ///
    /// @param central whether it goes through 0, as far as can be seen
    private record Line(double slope, boolean central, double fit, double rest, int count) {}

    /// Null where nothing is alike.
    @Nullable
    Match find(double[] all) {
        double[] values = Arrays.stream(picked).mapToDouble(i -> all[i]).toArray();
        @Nullable String best = null;
        @Nullable Line line = null;
        double second = Double.MAX_VALUE;
        for (Map.Entry<String, List<double[]>> point : known.entrySet()) {
            Line fitted = fitted(values, point.getValue());
            boolean counter = point.getKey().contains("energy");
            if (fitted == null
                    || !power(fitted.slope(), 0.02)
                    || fitted.fit() < 0.98
                    || !counter && !fitted.central()) {
                continue;
            }
            if (line == null || fitted.rest() < line.rest()) {
                second = line == null ? second : line.rest();
                line = fitted;
                best = point.getKey();
            } else {
                second = Math.min(second, fitted.rest());
            }
        }
        if (line == null || best == null) {
            return null;
        }
        boolean counter = best.contains("energy");
        boolean alone = line.rest() < 0.3 * second;
        boolean exact = line.fit() > 0.995 && power(line.slope(), 0.005);
        double confidence = counter ? 0.8 : !alone ? 0.6 : exact ? 0.95 : 0.85;
        double scale = Math.pow(10, Math.rint(Math.log10(Math.abs(line.slope()))));
        String evidence = String.format(
                Locale.ROOT,
                "n %d, r² %.4f, slope %.4g%s",
                line.count(),
                line.fit(),
                line.slope(),
                alone ? "" : "; other points are as alike");
        return new Match(best, scale, line.slope() < 0, confidence, evidence);
    }

    private static boolean power(double slope, double within) {
        double exponent = Math.log10(Math.abs(slope));
        return Math.abs(Math.rint(exponent)) <= 4
                && Math.abs(Math.pow(10, exponent - Math.rint(exponent)) - 1) < within;
    }

    private static @Nullable Line fitted(double[] values, List<double[]> lags) {
        @Nullable Line best = null;
        for (double[] other : lags) {
            Line line = fitted(values, other);
            if (line != null && (best == null || line.fit() > best.fit())) {
                best = line;
            }
        }
        return best;
    }

    private static @Nullable Line fitted(double[] values, double[] other) {
        double n = 0;
        double sx = 0;
        double sy = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(other[i]) && Double.isFinite(values[i])) {
                n++;
                sx += values[i];
                sy += other[i];
            }
        }
        if (n < LEAST) {
            return null;
        }
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(other[i]) && Double.isFinite(values[i])) {
                double x = values[i] - sx / n;
                double y = other[i] - sy / n;
                xx += x * x;
                xy += x * y;
                yy += y * y;
            }
        }
        if (xx == 0 || yy == 0) {
            return null;
        }
        double slope = xy / xx;
        double fit = xy * xy / xx / yy;
        double offset = Math.abs(sy / n - slope * sx / n);
        boolean central = offset <= 0.05 * Math.sqrt(yy / n) + 0.02 * Math.abs(sy / n);
        return new Line(slope, central, fit, Math.sqrt(Math.max(0, yy - slope * xy) / yy), (int) n);
    }
}
