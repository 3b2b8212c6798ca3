package io.polymeter.view;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Takes single outliers out of the active power and smooths it, on the user's demand. It sees the samples that are
/// read. What it changed is derived; energy stays. Safe for use by several threads: each holds it for microseconds.
final class PowerFilter {

    private static final Point TOTAL = Point.of(Quantity.ACTIVE_POWER);
    private static final List<Point> LINES = List.of(
            Point.of(Quantity.ACTIVE_POWER, Phase.L1),
            Point.of(Quantity.ACTIVE_POWER, Phase.L2),
            Point.of(Quantity.ACTIVE_POWER, Phase.L3));
    private static final int WINDOW = 7;
    private static final int FEWEST = 5;
    /// Three deviations, estimated from the median of the distances to the median.
    private static final double SIGMAS = 3 * 1.4826;

    private final PowerAids aids;
    private final Deque<Double> seen = new ArrayDeque<>();
    private long last = Long.MIN_VALUE;
    private boolean suspected;
    private double shown = Double.NaN;
    private double smoothed = Double.NaN;

    PowerFilter(PowerAids aids) {
        this.aids = aids;
    }

    /// The readings with another power, or without one, where these aids say so.
    Readings apply(Readings readings) {
        double total = readings.value(TOTAL);
        if (!aids.filters() || Double.isNaN(total)) {
            return readings;
        }
        return with(readings, total, filtered(total, readings.instant(TOTAL)));
    }

    private synchronized double filtered(double total, long instant) {
        if (instant == last) {
            return shown;
        }
        double seconds = (instant - last) / 1e9;
        last = instant;
        double kept = despiked(total);
        if (Double.isNaN(kept)) {
            shown = kept;
            return shown;
        }
        if (aids.smooth() > 0) {
            boolean first = Double.isNaN(smoothed) || seconds > 10 * aids.smooth();
            smoothed = first ? kept : smoothed + (kept - smoothed) * (1 - Math.exp(-seconds / aids.smooth()));
            kept = smoothed;
        }
        shown = kept;
        return shown;
    }

    /// An outlier is suspected once; a second one after it is a step of the load, and is believed.
    private double despiked(double total) {
        if (aids.despike() == 0) {
            return total;
        }
        double median = median();
        boolean far = seen.size() >= FEWEST
                && Math.abs(total - median) > Math.max(aids.despike(), SIGMAS * deviation(median));
        if (far && !suspected) {
            suspected = true;
            return aids.absent() ? Double.NaN : median;
        }
        if (far) {
            seen.clear();
        }
        suspected = false;
        seen.add(total);
        if (seen.size() > WINDOW) {
            seen.remove();
        }
        return total;
    }

    private double median() {
        return middle(seen.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private double deviation(double median) {
        return middle(
                seen.stream().mapToDouble(value -> Math.abs(value - median)).toArray());
    }

    private static double middle(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? Double.NaN : values[values.length / 2];
    }

    /// The phases still add up to the total.
    private static Readings with(Readings readings, double total, double wanted) {
        if (wanted == total) {
            return readings;
        }
        Readings.Builder changed = readings.toBuilder();
        changed.put(TOTAL, wanted, readings.instant(TOTAL), true);
        List<Point> lines = LINES.stream().filter(readings::has).toList();
        for (Point line : lines) {
            double share = Double.isNaN(wanted) ? Double.NaN : readings.value(line) + (wanted - total) / lines.size();
            changed.put(line, share, readings.instant(line), true);
        }
        return changed.build();
    }
}
