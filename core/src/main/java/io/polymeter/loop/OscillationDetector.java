package io.polymeter.loop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells from grid power and actuator power what swings in a window of time. Without the actuator it says
/// *periodic* and names no cause.
///
/// With load = grid + actuator, the ratio |load| ÷ |grid| at the frequency of a swing is 1 ÷ |S|, the distance
/// of the loop from the critical point: a loop that swings by itself needs no load to do it.
public final class OscillationDetector {

    private static final double LONGEST_PERIOD = 60;
    private static final double MAX_LATE = 3;
    private static final double IDLE = 0.3;
    /// Below this the loop makes a swing itself.
    static final double LOOP_RATIO = 0.35;

    private static final double LOAD_RATIO = 0.75;
    private static final int REMOVALS = 8;
    private static final double MIN_CONFIDENCE = 0.5;
    private static final double PURE = 0.6;
    /// Below this, noise that passes through a lively loop looks like a swing; but its phase wanders, so that it is no
    /// tone.
    private static final double SMALL = 50;

    private static final double NEARLY_ALL = 0.9;
    /// Quicker than this, in seconds, a swing that small is noise that goes round the loop and not a battery that
    /// moves.
    private static final double QUICK = 1.8;

    private static final double SMALL_AND_QUICK = 60;

    /// Sources slower than this, in seconds, show too little of what an actuator does between two values.
    private static final double SLOW = 3;

    private OscillationDetector() {}

    /// How long a window is for a source of this period, in seconds.
    public static double window(double sourcePeriod) {
        return sourcePeriod >= 3 ? Math.max(120, 60 * sourcePeriod) : 120;
    }

    private static double step(double sourcePeriod) {
        return sourcePeriod < 0.4 ? 0.25 : sourcePeriod < 5 ? 0.5 : 1;
    }

    /// Judges the window that ends at a moment.
    ///
    /// @param grid the power at the grid as it was received
    /// @param actuator what the consumer sets, positive while it discharges; null where it is not known
    /// @return [Oscillation#NONE] also where too little was received to tell
    public static Oscillation judge(Trace.Samples grid, Trace.@Nullable Samples actuator, long end) {
        return judge(grid, actuator, end, Long.MIN_VALUE);
    }

    /// Judges the window that ends at a moment.
    ///
    /// @param grid the power at the grid as it was received
    /// @param actuator what the consumer sets, positive while it discharges; null where it is not known
    /// @param earliest what was before this moment says nothing of a loop that loads hide: it was another loop
    /// @return [Oscillation#NONE] also where too little was received to tell
    static Oscillation judge(Trace.Samples grid, Trace.@Nullable Samples actuator, long end, long earliest) {
        double period = grid.period();
        if (Double.isNaN(period)) {
            return Oscillation.NONE;
        }
        double length = window(period);
        double step = step(period);
        long from = end - Math.round(length * 1e9);
        if (!grid.covers(from, end, gap(period))) {
            return Oscillation.NONE;
        }
        Trace.Samples window = grid.between(from, end);
        var raster = new Raster(from, step, (int) Math.round(length / step));
        var bounds = new Periodicity.Bounds(Math.max(1.9 * period, 2 * step), Math.max(LONGEST_PERIOD, 12 * period));
        if (actuator == null || !actuator.covers(from, end, gap(actuator.period()))) {
            return periodic(raster.of(window), step, bounds);
        }
        long late = late(window, actuator);
        Oscillation seen = caused(Pair.of(raster, window, actuator, late), step, bounds);
        long begin = end - Math.round(HiddenSwing.SECONDS * 1e9);
        boolean told = seen.verdict() == Oscillation.Verdict.LOOP || period >= SLOW || begin < earliest;
        if (told || !grid.covers(begin, end, gap(period)) || !actuator.covers(begin, end, gap(actuator.period()))) {
            return seen;
        }
        var stretch = new Raster(begin, step, (int) Math.round(HiddenSwing.SECONDS / step));
        return hidden(Pair.of(stretch, grid.between(begin, end), actuator, late), step, seen);
    }

    /// What the window does not show, but what came before it does.
    private static Oscillation hidden(Pair pair, double step, Oscillation seen) {
        boolean amplified = seen.verdict() == Oscillation.Verdict.AMPLIFIED;
        RampFit fit = HiddenSwing.of(pair.grid(), pair.actuator(), step, amplified);
        if (fit == null) {
            return seen;
        }
        return amplified
                ? new Oscillation(
                        Oscillation.Verdict.LOOP,
                        seen.period(),
                        seen.amplitude(),
                        seen.ratio(),
                        MIN_CONFIDENCE,
                        fit.delay())
                : Oscillation.hidden(fit.delay(), MIN_CONFIDENCE);
    }

    /// Regular moments.
    private record Raster(long from, double step, int count) {
        double[] of(Trace.Samples samples) {
            return samples.regular(from, step, count);
        }
    }

    private static double gap(double period) {
        return Math.max(15, 5 * period);
    }

    private static Oscillation periodic(double[] g, double step, Periodicity.Bounds bounds) {
        Periodicity found = Periodicity.find(g, step, bounds);
        return found == null ? Oscillation.NONE : of(Oscillation.Verdict.PERIODIC, found, Double.NaN);
    }

    /// Grid and actuator at the same moments.
    @SuppressWarnings("ArrayRecordComponent") // large, and made once by this class
    private record Pair(double[] grid, double[] actuator) {
        /// @param window of the grid
        static Pair of(Raster raster, Trace.Samples window, Trace.Samples actuator, long late) {
            return new Pair(raster.of(window), raster.of(actuator.at(window, late)));
        }

        double[] load() {
            return Signal.plus(grid, actuator);
        }
    }

    /// Looks; then takes the strongest tones of the load out, one after the other, and looks again each time,
    /// because a load that pulses may hide a loop that swings.
    private static Oscillation caused(Pair pair, double step, Periodicity.Bounds bounds) {
        if (Signal.deviation(pair.grid()) < Periodicity.MIN_AMPLITUDE / 2) {
            return Oscillation.NONE;
        }
        Oscillation first = seen(pair, step, bounds, List.of());
        List<Double> removed = new ArrayList<>();
        Pair rest = pair;
        while (removed.size() < REMOVALS && first.verdict() != Oscillation.Verdict.LOOP) {
            double period = Signal.strongest(rest.load(), step, LONGEST_PERIOD);
            Shares shares = shares(rest, step, period);
            // Where the grid swings with next to no load, the swing is the loop's own; a small tone hides nothing.
            if (shares.load() < LOOP_RATIO || shares.load() * shares.grid() < Periodicity.MIN_AMPLITUDE / 2) {
                break;
            }
            removed.add(period);
            rest = new Pair(Signal.without(rest.grid(), step, period), Signal.without(rest.actuator(), step, period));
            Oscillation next = seen(rest, step, bounds, removed);
            if (next.verdict() == Oscillation.Verdict.LOOP) {
                return next;
            }
        }
        return first.verdict() == Oscillation.Verdict.LOOP ? first : prevailing(pair, step, bounds, first);
    }

    /// Steps of a load own the autocorrelation of a window, and a battery at its limit does not swing for a
    /// while; a swing that the load has no part in still stands out of both.
    private static Oscillation prevailing(Pair pair, double step, Periodicity.Bounds bounds, Oscillation otherwise) {
        OwnSwing swing = OwnSwing.of(pair.grid(), pair.actuator(), step, bounds);
        return swing == null
                ? otherwise
                : new Oscillation(
                        Oscillation.Verdict.LOOP, swing.period(), swing.amplitude(), swing.ratio(), MIN_CONFIDENCE);
    }

    /// @param removed periods that were taken out: what is left beside them is a remainder and no swing
    private static Oscillation seen(Pair pair, double step, Periodicity.Bounds bounds, List<Double> removed) {
        Periodicity found = Periodicity.find(pair.grid(), step, bounds);
        if (found == null) {
            return Oscillation.NONE;
        }
        double width = 1 / (pair.grid().length * step);
        boolean remainder = removed.stream().anyMatch(period -> Math.abs(1 / period - 1 / found.period()) < width);
        if (remainder
                || !removed.isEmpty() && shares(pair, step, found.period()).grid() < PURE * found.amplitude()) {
            return Oscillation.NONE;
        }
        return cause(pair, step, found);
    }

    private static Oscillation cause(Pair pair, double step, Periodicity found) {
        Shares shares = shares(pair, step, found.period());
        if (shares.actuator() < IDLE || shares.load() > LOAD_RATIO) {
            return of(Oscillation.Verdict.LOAD, found, shares.load());
        }
        boolean noise = found.amplitude() < SMALL && shares.grid() < NEARLY_ALL * found.amplitude()
                || found.amplitude() < SMALL_AND_QUICK && found.period() < QUICK;
        if (noise) {
            return Oscillation.NONE;
        }
        return of(
                shares.load() < LOOP_RATIO ? Oscillation.Verdict.LOOP : Oscillation.Verdict.AMPLIFIED,
                found,
                shares.load());
    }

    /// The amplitudes of load and actuator beside that of the grid, and that in watts.
    private record Shares(double load, double actuator, double grid) {}

    private static Shares shares(Pair pair, double step, double period) {
        double[] g = Signal.detrend(Signal.minus(pair.grid(), Signal.median(pair.grid())), step, 2 * period);
        double[] u = Signal.detrend(Signal.minus(pair.actuator(), Signal.median(pair.actuator())), step, 2 * period);
        double grid = Math.max(1e-6, Signal.tone(g, step, period).amplitude());
        return new Shares(
                Signal.tone(Signal.plus(g, u), step, period).amplitude() / grid,
                Signal.tone(u, step, period).amplitude() / grid,
                grid);
    }

    /// What is not at least as likely as not is not said.
    private static Oscillation of(Oscillation.Verdict verdict, Periodicity found, double ratio) {
        double away = verdict == Oscillation.Verdict.LOOP ? ratio : 0;
        double confidence = found.correlation() * Math.min(1, found.cycles() / 8.0) * (1 - away);
        return confidence < MIN_CONFIDENCE
                ? Oscillation.NONE
                : new Oscillation(verdict, found.period(), found.amplitude(), ratio, confidence);
    }

    /// How much later the actuator's power is received than the grid's, in nanoseconds: the two meters are not
    /// equally fast. Right is where the load, their sum, moves least; where nothing tells, they are equally late.
    static long late(Trace.Samples grid, Trace.Samples actuator) {
        return late(grid, actuator, 0.25);
    }

    /// @param step between what is tried, seconds
    static long late(Trace.Samples grid, Trace.Samples actuator, double step) {
        double least = actuator.at(grid, 0).roughness(grid);
        long best = 0;
        for (double away = step; away <= MAX_LATE; away += step) {
            for (double late : new double[] {away, -away}) {
                long nanos = Math.round(late * 1e9);
                double rough = actuator.at(grid, nanos).roughness(grid);
                if (rough < least) {
                    least = rough;
                    best = nanos;
                }
            }
        }
        return best;
    }
}
