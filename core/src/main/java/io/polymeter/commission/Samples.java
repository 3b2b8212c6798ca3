package io.polymeter.commission;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// The last quarter of an hour of one meter and of what stands behind it, one row a second; NaN is absent. One thread
/// adds.
public final class Samples {

    /// So many rows are kept.
    static final int CAPACITY = 900;

    static final int LINES = 3;

    private final double[][] rows = new double[CAPACITY][];
    private int next;
    private int size;

    /// Adds a row, a value for each [Column]; the oldest goes.
    public synchronized void add(double[] row) {
        rows[next] = row.clone();
        next = (next + 1) % CAPACITY;
        size = Math.min(size + 1, CAPACITY);
    }

    /// How many rows there are.
    public synchronized int size() {
        return size;
    }

    /// A picture of one column, the oldest first.
    double[] of(Column column) {
        return at(column.at());
    }

    private synchronized double[] at(int place) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = rows[(next - size + i + CAPACITY) % CAPACITY][place];
        }
        return values;
    }

    double[] line(Column first, int line) {
        return at(first.at() + line);
    }

    /// Apparent power of a phase, as voltage and current say.
    double[] apparent(int line) {
        double[] voltage = line(Column.VOLTAGE_L1, line);
        double[] current = line(Column.CURRENT_L1, line);
        return IntStream.range(0, voltage.length)
                .mapToDouble(i -> voltage[i] * Math.abs(current[i]))
                .toArray();
    }

    static boolean known(double[] values) {
        return values.length >= 20
                && Arrays.stream(values).filter(Double::isFinite).count() > 0.8 * values.length;
    }

    /// NaN where there is nothing.
    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    static double quantile(double[] values, double share) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }

    static double[] map(double[] values, DoubleUnaryOperator change) {
        return Arrays.stream(values).map(change).toArray();
    }

    /// The rows after which a value has jumped and stands still again: between `at` and `at + 2`.
    static List<Integer> steps(double[] values, double least) {
        List<Integer> steps = new ArrayList<>();
        for (int i = 1; i + 3 < values.length; i++) {
            double step = values[i + 2] - values[i];
            double before = Math.abs(values[i] - values[i - 1]);
            double after = Math.abs(values[i + 3] - values[i + 2]);
            if (Math.abs(step) >= least && before < 0.15 * Math.abs(step) && after < 0.15 * Math.abs(step)) {
                steps.add(i);
                i += 2;
            }
        }
        return steps;
    }

    /// Whether power flows the same way before a step and after it: only then does a current, which has no sign, change
    /// with it.
    static boolean oneWay(double[] power, int at) {
        return power[at] * power[at + 2] > 0;
    }

    static double step(double[] values, int at) {
        return values[at + 2] - values[at];
    }
}
