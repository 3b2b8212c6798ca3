package io.polymeter.twin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a house draws, from a file: `second,watt` or `second,L1,L2,L3`, one line each, in order of time. A
/// value holds until the next line.
public final class TwinLoad {

    private static final int MAX_LINES = 2_000_000;
    private static final long MAX_BYTES = 100_000_000;
    private static final double MAX_WATTS = 1e6;
    /// That of UTF-8, read byte by byte.
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    /// And no others: the second byte of a letter may look like one.
    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

    private final double[] seconds;
    private final double[][] watts;

    private TwinLoad(double[] seconds, double[][] watts) {
        this.seconds = seconds;
        this.watts = watts;
    }

    /// Reads a file. Its first line may be a heading; empty lines and lines that begin with `#` are skipped.
    ///
    /// @throws IllegalArgumentException with the line, its column and what is wrong with it
    public static TwinLoad read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException("larger than " + MAX_BYTES / 1_000_000 + " MB");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<double[]> rows = new ArrayList<>();
        int number = 0;
        boolean first = true;
        String lines = text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        for (String line : LINE_END.split(lines, -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            boolean heading = first && isHeading(line);
            first = false;
            if (!heading) {
                rows.add(row(line, number, rows.isEmpty() ? null : rows.getLast()));
            }
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

    private static boolean isHeading(String line) {
        String words = line.replace("\"", "").strip();
        return !words.isEmpty() && Character.isLetter(words.charAt(0));
    }

    private static double[] row(String line, int number, double @Nullable [] before) {
        String[] cells = line.split(",", -1);
        boolean other = line.indexOf(';') >= 0;
        if (other || cells.length != 2 && cells.length != 4) {
            String hint = other ? ", with commas between the columns" : "";
            throw new IllegalArgumentException("line " + number + ": a line is second,watt or second,L1,L2,L3" + hint);
        }
        if (before != null && before.length != cells.length) {
            throw new IllegalArgumentException(
                    "line " + number + ": " + cells.length + " columns, where the lines before have " + before.length);
        }
        double[] row = new double[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = number(cells[i].strip(), i > 0, "line " + number + ", " + column(i, cells.length));
        }
        if (before != null && row[0] <= before[0]) {
            throw new IllegalArgumentException(
                    "line " + number + ", second: " + cells[0].strip() + " is not after the second of the line before");
        }
        return row;
    }

    private static String column(int index, int count) {
        return index == 0 ? "second" : count == 2 ? "watt" : "L" + index;
    }

    private static double number(String cell, boolean power, String where) {
        if (!NUMBER.matcher(cell).matches()) {
            throw new IllegalArgumentException(where + ": '" + cell + "' is not a number");
        }
        double value = Double.parseDouble(cell);
        if (power && Math.abs(value) > MAX_WATTS) {
            throw new IllegalArgumentException(where + ": '" + cell + "' is beyond 1 MW");
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(where + ": '" + cell + "' is too large");
        }
        return value;
    }

    /// The second of the first line; its value is that of the time before too.
    public double begin() {
        return seconds[0];
    }

    /// The second of the last line; its value goes on.
    public double end() {
        return seconds[seconds.length - 1];
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
