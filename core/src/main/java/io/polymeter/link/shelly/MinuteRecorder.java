package io.polymeter.link.shelly;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.link.shelly.MinuteColumns.Kind;
import io.polymeter.link.shelly.MinuteColumns.MinuteColumn;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.FreshValues;
import io.polymeter.view.ShownValues;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps a record of each minute of the last day in which power was known, as a Shelly does for sixty days. A minute
/// without power is none: the next begins a new block. What a minute ends with is what the next begins with, so that
/// the energies of a block add up to what its counters rose. Any thread.
final class MinuteRecorder {

    /// How long a record is, in seconds.
    static final int PERIOD = 60;

    private static final int KEPT = 24 * 60;

    private final Deque<MinuteRecord> kept = new ArrayDeque<>();
    private @Nullable Minute open;
    private @Nullable Minute ended;

    /// Takes what a meter measures now: what steadies the values of those who ask, or holds old ones, has no part.
    void take(ShownMeter meter, PhaseRule rule) {
        FreshValues fresh = new FreshValues(
                meter.meter().state(), meter.limits(), meter.clock().nanos());
        take(
                new EnergyMeterStatus(new ShownValues(fresh, false), rule),
                meter.clock().wall());
    }

    /// Takes what is shown now.
    ///
    /// @param now the time of day, by which records are found later
    synchronized void take(EnergyMeterStatus status, Instant now) {
        long start = Math.floorDiv(now.getEpochSecond(), PERIOD) * PERIOD;
        Minute minute = open;
        if (minute != null && minute.start != start) {
            close(minute, start);
            minute = null;
        }
        if (status.values().lost() != null) {
            return;
        }
        if (minute == null) {
            minute = new Minute(start, before(start));
            open = minute;
        }
        minute.take(status);
    }

    /// Ends a minute. Where the clock was set back, what is kept of times that are still to come goes.
    private void close(Minute minute, long next) {
        if (next < minute.start) {
            kept.removeIf(each -> each.start() >= next);
            ended = null;
        } else {
            kept.addLast(minute.record());
            if (kept.size() > KEPT) {
                kept.removeFirst();
            }
            ended = minute;
        }
        open = null;
    }

    private double[] before(long start) {
        double[] none = new double[MinuteColumns.ALL.size()];
        Arrays.fill(none, Double.NaN);
        Minute last = ended;
        return last != null && last.start == start - PERIOD ? last.last.clone() : none;
    }

    /// The records that begin in a span, in order.
    ///
    /// @param to the last second, included
    synchronized List<MinuteRecord> between(long from, long to) {
        return kept.stream()
                .filter(each -> each.start() >= from && each.start() <= to)
                .toList();
    }

    /// A minute that goes on.
    private static final class Minute {

        private final long start;
        private final double[] first;
        private final double[] last;
        private final double[] sums = new double[MinuteColumns.ALL.size()];
        private final int[] counts = new int[MinuteColumns.ALL.size()];

        private Minute(long start, double[] before) {
            this.start = start;
            first = before;
            last = before.clone();
        }

        private void take(EnergyMeterStatus status) {
            List<Double> powers = status.powers();
            for (int i = 0; i < sums.length; i++) {
                MinuteColumn column = MinuteColumns.ALL.get(i);
                double value = value(column, status, powers);
                if (!Double.isNaN(value)) {
                    add(i, column.kind(), value);
                }
            }
        }

        private static double value(MinuteColumn column, EnergyMeterStatus status, List<Double> powers) {
            Point point = column.point();
            if (point == null) {
                return Double.NaN;
            }
            if (point.quantity() == Quantity.ACTIVE_POWER) {
                return powers.get(EnergyMeterStatus.PHASES.indexOf(point.phase()));
            }
            double value = status.values().value(point);
            return column.kind() == Kind.RISE ? value : Math.abs(value);
        }

        private void add(int column, Kind kind, double value) {
            switch (kind) {
                case RISE -> {
                    first[column] = Double.isNaN(first[column]) ? value : first[column];
                    last[column] = value;
                }
                case GREATEST -> sums[column] = counts[column] == 0 ? value : Math.max(sums[column], value);
                case LEAST -> sums[column] = counts[column] == 0 ? value : Math.min(sums[column], value);
                case MEAN -> sums[column] += value;
                case NEVER -> throw new IllegalStateException("nothing measures it");
            }
            counts[column]++;
        }

        private MinuteRecord record() {
            float[] values = new float[sums.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (counts[i] == 0 ? Double.NaN : result(i));
            }
            return new MinuteRecord(start, values);
        }

        private double result(int column) {
            return switch (MinuteColumns.ALL.get(column).kind()) {
                // A counter that begins anew tells nothing of this minute.
                case RISE -> last[column] < first[column] ? Double.NaN : last[column] - first[column];
                case MEAN -> sums[column] / counts[column];
                case GREATEST, LEAST, NEVER -> sums[column];
            };
        }
    }
}
