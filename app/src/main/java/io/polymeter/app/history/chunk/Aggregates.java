package io.polymeter.app.history.chunk;

import java.util.Arrays;

/// Least, mean and greatest value of intervals in a row, and how many seconds of each had a value.
public final class Aggregates {

    private final double[] min;
    private final double[] max;
    private final double[] sum;
    private final long[] covered;

    /// @param count of intervals, all empty
    public Aggregates(int count) {
        min = new double[count];
        max = new double[count];
        sum = new double[count];
        covered = new long[count];
    }

    /// Adds the value of a second.
    public void add(int slot, double value) {
        if (covered[slot] == 0) {
            min[slot] = value;
            max[slot] = value;
        } else {
            min[slot] = Math.min(min[slot], value);
            max[slot] = Math.max(max[slot], value);
        }
        sum[slot] += value;
        covered[slot]++;
    }

    /// Takes an interval from another row over, in place of what is here.
    public void replace(int slot, Aggregates other, int from) {
        min[slot] = other.min[from];
        max[slot] = other.max[from];
        sum[slot] = other.sum[from];
        covered[slot] = other.covered[from];
    }

    public boolean has(int slot) {
        return covered[slot] > 0;
    }

    public double min(int slot) {
        return min[slot];
    }

    public double max(int slot) {
        return max[slot];
    }

    public double mean(int slot) {
        return sum[slot] / covered[slot];
    }

    /// How many seconds had a value.
    public long covered(int slot) {
        return covered[slot];
    }

    public boolean isEmpty() {
        return Arrays.stream(covered).allMatch(c -> c == 0);
    }

    public byte[] toBytes(int finest) {
        BitWriter out = new BitWriter();
        LongColumn.write(covered, out);
        int[] full = full();
        double[] bounds = new double[2 * full.length];
        double[] means = new double[full.length];
        for (int i = 0; i < full.length; i++) {
            bounds[i] = min[full[i]];
            bounds[full.length + i] = max[full[i]];
            means[i] = mean(full[i]);
        }
        int code = Math.max(ValueScale.of(bounds, finest), finest);
        out.write(code, 3);
        if (code == ValueScale.EXACT) {
            for (int i = 0; i < full.length; i++) {
                out.write(Double.doubleToRawLongBits(bounds[i]), 64);
                out.write(Double.doubleToRawLongBits(means[i]), 64);
                out.write(Double.doubleToRawLongBits(bounds[full.length + i]), 64);
            }
            return out.toBytes();
        }
        long[] low = new long[full.length];
        long[] middle = new long[full.length];
        long[] high = new long[full.length];
        for (int i = 0; i < full.length; i++) {
            middle[i] = ValueScale.whole(means[i], code);
            low[i] = middle[i] - ValueScale.whole(bounds[i], code);
            high[i] = ValueScale.whole(bounds[full.length + i], code) - middle[i];
        }
        LongColumn.write(middle, out);
        LongColumn.write(low, out);
        LongColumn.write(high, out);
        return out.toBytes();
    }

    public static Aggregates read(int count, BitReader in) throws DamagedChunkException {
        Aggregates read = new Aggregates(count);
        System.arraycopy(LongColumn.read(count, in), 0, read.covered, 0, count);
        int[] full = read.full();
        int code = ValueScale.read(in);
        if (code == ValueScale.EXACT) {
            for (int slot : full) {
                read.put(
                        slot,
                        Double.longBitsToDouble(in.read(64)),
                        Double.longBitsToDouble(in.read(64)),
                        Double.longBitsToDouble(in.read(64)));
            }
            return read;
        }
        long[] middle = LongColumn.read(full.length, in);
        long[] low = LongColumn.read(full.length, in);
        long[] high = LongColumn.read(full.length, in);
        for (int i = 0; i < full.length; i++) {
            read.put(
                    full[i],
                    ValueScale.value(middle[i] - low[i], code),
                    ValueScale.value(middle[i], code),
                    ValueScale.value(middle[i] + high[i], code));
        }
        return read;
    }

    private void put(int slot, double least, double mean, double greatest) {
        min[slot] = least;
        sum[slot] = mean * covered[slot];
        max[slot] = greatest;
    }

    private int[] full() {
        int[] slots = new int[covered.length];
        int count = 0;
        for (int i = 0; i < covered.length; i++) {
            if (covered[i] > 0) {
                slots[count++] = i;
            }
        }
        return Arrays.copyOf(slots, count);
    }
}
