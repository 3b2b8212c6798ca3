package io.polymeter.loop;

import java.util.Arrays;

/// The latest values of one quantity, each with the instant of its reception. Bounded: the oldest make place
/// for the newest. Any thread may add and any may look; both hold the monitor for microseconds, and neither is
/// on the way of an answer.
public final class Trace {

    private final long[] instants;
    private final double[] values;
    private long added;

    /// @param capacity how many values are kept
    public Trace(int capacity) {
        instants = new long[capacity];
        values = new double[capacity];
    }

    /// Adds a value. One that is not newer than the last is ignored.
    public synchronized void add(long instant, double value) {
        if (added > 0 && instant <= instants[last()]) {
            return;
        }
        int at = (int) (added++ % instants.length);
        instants[at] = instant;
        values[at] = value;
    }

    private int last() {
        return (int) ((added - 1) % instants.length);
    }

    /// What is there, oldest first.
    public synchronized Samples samples() {
        int count = (int) Math.min(added, instants.length);
        int first = (int) ((added - count) % instants.length);
        long[] times = new long[count];
        double[] found = new double[count];
        int head = Math.min(count, instants.length - first);
        System.arraycopy(instants, first, times, 0, head);
        System.arraycopy(instants, 0, times, head, count - head);
        System.arraycopy(values, first, found, 0, head);
        System.arraycopy(values, 0, found, head, count - head);
        return new Samples(times, found);
    }

    /// Values and their instants, in order of time; not to be changed.
    public static final class Samples {
        private static final int PERIODS = 128;

        private final long[] instants;
        private final double[] values;

        Samples(long[] instants, double[] values) {
            this.instants = instants;
            this.values = values;
        }

        /// The median time between two of the latest values, in seconds; NaN below three values.
        public double period() {
            if (instants.length < 3) {
                return Double.NaN;
            }
            long[] gaps = new long[Math.min(PERIODS, instants.length - 1)];
            int first = instants.length - 1 - gaps.length;
            for (int i = 0; i < gaps.length; i++) {
                gaps[i] = instants[first + i + 1] - instants[first + i];
            }
            Arrays.sort(gaps);
            return gaps[gaps.length / 2] / 1e9;
        }

        /// The part between two moments, with the last value before it.
        Samples between(long from, long until) {
            int first = Math.max(0, after(from) - 1);
            int end = after(until);
            return new Samples(
                    Arrays.copyOfRange(instants, Math.min(first, end), end),
                    Arrays.copyOfRange(values, Math.min(first, end), end));
        }

        /// The index of the first value after a moment.
        private int after(long moment) {
            int found = Arrays.binarySearch(instants, moment);
            return found >= 0 ? found + 1 : -found - 1;
        }

        /// What these values were at the instants of others, on the straight lines between them.
        ///
        /// @param late how much later these values are than the others, in nanoseconds
        Samples at(Samples others, long late) {
            double[] found = new double[others.instants.length];
            for (int i = 0; i < found.length; i++) {
                long moment = others.instants[i] + late;
                int next = after(moment);
                if (next == 0 || next == instants.length) {
                    found[i] = values[Math.min(next, instants.length - 1)];
                } else {
                    double share = (double) (moment - instants[next - 1]) / (instants[next] - instants[next - 1]);
                    found[i] = values[next - 1] + share * (values[next] - values[next - 1]);
                }
            }
            return new Samples(others.instants, found);
        }

        /// False where there is a hole of more than `gap` seconds between two moments, or at their ends.
        boolean covers(long from, long until, double gap) {
            long before = from;
            for (int i = Math.max(0, after(from) - 1); i < instants.length && instants[i] <= until; i++) {
                if (i > 0 && instants[i] - Math.max(instants[i - 1], from) > gap * 1e9) {
                    return false;
                }
                before = instants[i];
            }
            return instants.length > 0 && instants[0] <= from && until - before <= gap * 1e9;
        }

        boolean isEmpty() {
            return instants.length == 0;
        }

        /// The same with the other sign.
        Samples negative() {
            return new Samples(instants, Signal.minus(new double[values.length], values));
        }

        /// How much the sum with others at the same instants moves.
        double roughness(Samples others) {
            return plus(others).roughness();
        }

        /// The sum of the differences between two values after each other, without their sign.
        double roughness() {
            double sum = 0;
            for (int i = 1; i < values.length; i++) {
                sum += Math.abs(values[i] - values[i - 1]);
            }
            return sum;
        }

        /// The effective value; NaN without values.
        double rms() {
            double squares = 0;
            for (double value : values) {
                squares += value * value;
            }
            return Math.sqrt(squares / values.length);
        }

        /// From the 5th to the 95th percentile; NaN without values.
        double spread() {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int last = sorted.length - 1;
            return last < 0 ? Double.NaN : sorted[(int) (0.95 * last)] - sorted[(int) (0.05 * last)];
        }

        /// These and others at the same instants, added.
        Samples plus(Samples others) {
            return new Samples(instants, Signal.plus(values, others.values));
        }

        /// The values that were the latest ones at regular moments.
        ///
        /// @param from the first moment; before the first value there is the first
        /// @param step seconds from one to the next
        double[] regular(long from, double step, int count) {
            double[] grid = new double[count];
            int at = -1;
            for (int i = 0; i < count; i++) {
                long moment = from + Math.round(i * step * 1e9);
                while (at + 1 < instants.length && instants[at + 1] <= moment) {
                    at++;
                }
                grid[i] = values[Math.max(0, at)];
            }
            return grid;
        }
    }
}
