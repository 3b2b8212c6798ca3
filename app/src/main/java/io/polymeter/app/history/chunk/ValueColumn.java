package io.polymeter.app.history.chunk;

import java.util.Arrays;

/// Values in a row, NaN where there is none.
public final class ValueColumn {

    private static final int NONE = 0;
    private static final int ALL = 1;
    private static final int RUNS = 2;

    private ValueColumn() {}

    /// Writes values; the reader must know how many.
    ///
    /// @param finest the code of the resolution that is enough
    public static void write(double[] values, int finest, BitWriter out) {
        double[] present = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
        presence(values, present.length, out);
        if (present.length == 0) {
            return;
        }
        int code = ValueScale.of(present, finest);
        out.write(code, 3);
        if (code == ValueScale.EXACT) {
            for (double value : present) {
                out.write(Double.doubleToRawLongBits(value), 64);
            }
        } else {
            LongColumn.write(
                    Arrays.stream(present)
                            .mapToLong(v -> ValueScale.whole(v, code))
                            .toArray(),
                    out);
        }
    }

    /// Reads as many values as were written.
    public static double[] read(int count, BitReader in) throws DamagedChunkException {
        boolean[] present = presence(count, in);
        int number = 0;
        for (boolean there : present) {
            number += there ? 1 : 0;
        }
        double[] values = new double[count];
        Arrays.fill(values, Double.NaN);
        if (number == 0) {
            return values;
        }
        int code = ValueScale.read(in);
        long[] numbers = code == ValueScale.EXACT ? null : LongColumn.read(number, in);
        int next = 0;
        for (int i = 0; i < count; i++) {
            if (present[i]) {
                values[i] = numbers == null
                        ? Double.longBitsToDouble(in.read(64))
                        : ValueScale.value(numbers[next++], code);
            }
        }
        return values;
    }

    /// Runs of values that are there and runs of those that are not, in turn.
    private static void presence(double[] values, int number, BitWriter out) {
        if (number == 0 || number == values.length) {
            out.write(number == 0 ? NONE : ALL, 2);
            return;
        }
        out.write(RUNS, 2);
        boolean there = !Double.isNaN(values[0]);
        out.write(there ? 1 : 0, 1);
        int run = 0;
        for (double value : values) {
            if (Double.isNaN(value) == there) {
                out.sized(run);
                run = 0;
                there = !there;
            }
            run++;
        }
        out.sized(run);
    }

    private static boolean[] presence(int count, BitReader in) throws DamagedChunkException {
        boolean[] present = new boolean[count];
        int kind = (int) in.read(2);
        if (kind == NONE || kind == ALL) {
            Arrays.fill(present, kind == ALL);
            return present;
        }
        boolean there = in.read(1) == 1;
        int at = 0;
        while (at < count) {
            long run = in.sized();
            if (run <= 0 || run > count - at) {
                throw new DamagedChunkException("a chunk holds an impossible gap");
            }
            Arrays.fill(present, at, at + (int) run, there);
            at += (int) run;
            there = !there;
        }
        return present;
    }
}
