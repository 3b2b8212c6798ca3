package io.polymeter.loop;

import java.util.ArrayList;
import java.util.List;

/// How often a time lay in each of the [Buckets]. Immutable.
public final class Distribution {

    private final int[] counts;
    private final long total;

    Distribution(int[] counts) {
        this.counts = counts.clone();
        long sum = 0;
        for (int count : counts) {
            sum += count;
        }
        this.total = sum;
    }

    /// How many times were counted.
    public long count() {
        return total;
    }

    /// The time that a share of all times does not exceed, in seconds, interpolated inside its bucket (which is
    /// at most an eighth wide); NaN where nothing was counted. A time beyond the last bucket is its beginning,
    /// 17 min.
    ///
    /// @param share 0 to 1
    public double quantile(double share) {
        if (total == 0) {
            return Double.NaN;
        }
        double wanted = share * total;
        double below = 0;
        for (int i = 0; i < counts.length - 1; i++) {
            if (counts[i] > 0 && below + counts[i] >= wanted) {
                double from = Buckets.lower(i);
                return from + (Buckets.lower(i + 1) - from) * Math.max(0, wanted - below) / counts[i];
            }
            below += counts[i];
        }
        return Buckets.lower(counts.length - 1);
    }

    /// The spread beside the median, (p95 - p5) ÷ p50: 0 is regular. NaN where fewer than ten times were
    /// counted.
    public double jitter() {
        double median = quantile(0.5);
        return total < 10 || median <= 0 ? Double.NaN : (quantile(0.95) - quantile(0.05)) / median;
    }

    /// The mean, each time taken as the middle of its bucket; NaN where nothing was counted.
    public double mean() {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            double from = Buckets.lower(i);
            sum += counts[i] * (i == counts.length - 1 ? from : (from + Buckets.lower(i + 1)) / 2);
        }
        return total == 0 ? Double.NaN : sum / total;
    }

    /// Both together.
    public Distribution plus(Distribution other) {
        int[] sum = counts.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.counts[i];
        }
        return new Distribution(sum);
    }

    /// What was counted since an earlier one of the same counters.
    Distribution since(Distribution earlier) {
        int[] difference = counts.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= earlier.counts[i];
        }
        return new Distribution(difference);
    }

    /// How many times were below each power of two of milliseconds: a coarser histogram, for a monitor. The
    /// last bound is infinite.
    public List<Bound> cumulative() {
        List<Bound> bounds = new ArrayList<>();
        long below = 0;
        int bucket = 0;
        for (double bound = 0.016; bound < 600; bound *= 2) {
            while (bucket < counts.length && Buckets.lower(bucket + 1) <= bound + 1e-9) {
                below += counts[bucket++];
            }
            bounds.add(new Bound(bound, below));
        }
        bounds.add(new Bound(Double.POSITIVE_INFINITY, total));
        return List.copyOf(bounds);
    }

    /// One bound of the coarser histogram: how many times were below it.
    ///
    /// @param seconds the bound
    /// @param count how many times were below it
    public record Bound(double seconds, long count) {}
}
