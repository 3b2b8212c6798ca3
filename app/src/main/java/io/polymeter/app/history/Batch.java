package io.polymeter.app.history;

import io.polymeter.link.postgresql.SecondValues;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The values of the seconds of one commit, NaN where there was none.
///
/// @param start of the first second, in seconds since 1970 UTC
/// @param seconds how many
/// @param values by series, one for each second
/// @param derived the series of which a value was derived, not measured
record Batch(long start, int seconds, Map<Series, double[]> values, Set<Series> derived) implements SecondValues {

    Batch(long start, int seconds) {
        this(start, seconds, new LinkedHashMap<>(), new HashSet<>());
    }

    /// Sets a value. What a second has already stays: the clock shows it for the second time.
    void put(Series series, long second, double value) {
        double[] row = values.computeIfAbsent(series, _ -> gap(seconds));
        int at = (int) (second - start);
        if (Double.isNaN(row[at])) {
            row[at] = value;
        }
    }

    private static double[] gap(int seconds) {
        double[] gap = new double[seconds];
        Arrays.fill(gap, Double.NaN);
        return gap;
    }

    @Override
    public <X extends Exception> void each(Row<X> row) throws X {
        for (Map.Entry<Series, double[]> series : values.entrySet()) {
            String point = series.getKey().point().name();
            double[] measured = series.getValue();
            for (int i = 0; i < measured.length; i++) {
                if (!Double.isNaN(measured[i])) {
                    row.value(start + i, series.getKey().meter(), point, measured[i]);
                }
            }
        }
    }

    /// The memory it takes, about, in bytes.
    long size() {
        return 64 + values.size() * (64L + 8L * seconds);
    }

    Batch copy() {
        Batch copy = new Batch(start, seconds);
        copy.derived().addAll(derived);
        values.forEach((series, row) -> copy.values().put(series, row.clone()));
        return copy;
    }
}
