package io.polymeter.twin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a house draws, from a file: `second,watt` or `second,L1,L2,L3`, one line each, in order of time. A
/// value holds until the next line.
public final class TwinLoad {

    private static final int MAX_LINES = 2_000_000;

    private final double[] seconds;
    private final double[][] watts;

    private TwinLoad(double[] seconds, double[][] watts) {
        this.seconds = seconds;
        this.watts = watts;
    }

    /// Reads a file.
    ///
    /// @throws IllegalArgumentException with the line and what is wrong with it
    public static TwinLoad read(Path file) throws IOException {
        List<double[]> rows = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            boolean heading = rows.isEmpty() && !line.isBlank() && !line.strip().matches("^[-+0-9.].*");
            if (line.isBlank() || line.startsWith("#") || heading) {
                continue;
            }
            rows.add(row(line, number, rows.isEmpty() ? null : rows.getLast()));
            if (rows.size() > MAX_LINES) {
                throw new IllegalArgumentException("more than " + MAX_LINES + " lines");
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no line with values");
        }
        double[] seconds = rows.stream().mapToDouble(row -> row[0]).toArray();
        return new TwinLoad(seconds, rows.toArray(double[][]::new));
    }

    private static double[] row(String line, int number, double @Nullable [] before) {
        String[] cells = line.split(",", -1);
        if (cells.length != 2 && cells.length != 4 || before != null && before.length != cells.length) {
            throw new IllegalArgumentException("line " + number + ": a line is second,watt or second,L1,L2,L3");
        }
        double[] row = new double[cells.length];
        for (int i = 0; i < cells.length; i++) {
            try {
                row[i] = Double.parseDouble(cells[i].strip());
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException("line " + number + ": '" + cells[i] + "' is no number");
            }
            if (!Double.isFinite(row[i]) || i > 0 && Math.abs(row[i]) > 1e6) {
                throw new IllegalArgumentException("line " + number + ": '" + cells[i] + "' is beyond 1 MW");
            }
        }
        if (before != null && row[0] <= before[0]) {
            throw new IllegalArgumentException("line " + number + ": the seconds do not grow");
        }
        return row;
    }

    /// The power of each phase; a file with one column is shared by all three.
    public List<DoubleUnaryOperator> phases() {
        List<DoubleUnaryOperator> phases = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int column = watts[0].length == 2 ? 1 : i + 1;
            double share = watts[0].length == 2 ? 1 / 3.0 : 1;
            int[] at = new int[1];
            phases.add(second -> {
                // Time mostly goes on: the next line is near.
                while (at[0] > 0 && seconds[at[0]] > second) {
                    at[0]--;
                }
                while (at[0] + 1 < seconds.length && seconds[at[0] + 1] <= second) {
                    at[0]++;
                }
                return share * watts[at[0]][column];
            });
        }
        return phases;
    }
}
