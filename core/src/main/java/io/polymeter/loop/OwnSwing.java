package io.polymeter.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A tone of the grid that the load has next to no part in, and that goes on: what a loop does by itself. It needs no
/// window that is free of the load's steps.
///
/// @param period seconds
/// @param amplitude watts
/// @param ratio |load| ÷ |grid| at this period
record OwnSwing(double period, double amplitude, double ratio) {

    private static final double MIN_AMPLITUDE = 60;
    /// Of the whole movement in the window.
    private static final double MIN_SHARE = 0.35;
    private static final double MAX_RATIO = 0.15;
    private static final double MAX_RATIO_OF_PART = 0.2;
    private static final double IDLE = 0.3;
    private static final int MIN_CYCLES = 5;
    private static final int PARTS = 3;
    /// What rings after a step is gone in the next part of the window.
    private static final double GOES_ON = 0.7;

    /// Looks for the strongest.
    ///
    /// @return null without one
    static @Nullable OwnSwing of(double[] grid, double[] actuator, double step, Periodicity.Bounds bounds) {
        double length = grid.length * step;
        double longest = Math.min(bounds.most(), length / MIN_CYCLES);
        double[] g = centred(grid, step, 2 * longest);
        double[] u = centred(actuator, step, 2 * longest);
        double[] weightedGrid = Signal.hann(g);
        double[] weightedActuator = Signal.hann(u);
        OwnSwing best = null;
        // Half the distance of two frequencies that a window of this length tells apart.
        for (double cycles = length / longest; cycles < length / bounds.least(); cycles += 0.5) {
            double period = length / cycles;
            OwnSwing swing = between(
                    Signal.plainTone(weightedGrid, step, period),
                    Signal.plainTone(weightedActuator, step, period),
                    period);
            if (swing != null && swing.ratio < MAX_RATIO && (best == null || swing.amplitude > best.amplitude)) {
                best = swing;
            }
        }
        double all = Math.sqrt(2) * Signal.deviation(g);
        boolean found = best != null
                && best.amplitude >= MIN_AMPLITUDE
                && best.amplitude >= MIN_SHARE * all
                && goesOn(g, u, step, best.period);
        return found ? best : null;
    }

    private static double[] centred(double[] values, double step, double seconds) {
        return Signal.detrend(Signal.minus(values, Signal.median(values)), step, seconds);
    }

    /// @return null where the actuator has no part in it
    private static @Nullable OwnSwing between(Signal.Tone grid, Signal.Tone actuator, double period) {
        double amplitude = grid.amplitude();
        if (actuator.amplitude() < IDLE * amplitude) {
            return null;
        }
        double load = Math.hypot(grid.real() + actuator.real(), grid.imaginary() + actuator.imaginary());
        return new OwnSwing(period, amplitude, load / Math.max(1e-6, amplitude));
    }

    /// Whether two parts of the window show it nearly alike.
    private static boolean goesOn(double[] g, double[] u, double step, double period) {
        double[] amplitudes = new double[PARTS];
        int each = g.length / PARTS;
        for (int i = 0; i < PARTS; i++) {
            OwnSwing part = between(
                    Signal.tone(part(g, i * each, each), step, period),
                    Signal.tone(part(u, i * each, each), step, period),
                    period);
            amplitudes[i] = part == null || part.ratio >= MAX_RATIO_OF_PART ? 0 : part.amplitude;
        }
        Arrays.sort(amplitudes);
        return amplitudes[PARTS - 2] > 0 && amplitudes[PARTS - 2] >= GOES_ON * amplitudes[PARTS - 1];
    }

    private static double[] part(double[] values, int from, int count) {
        double[] part = Arrays.copyOfRange(values, from, from + count);
        return Signal.minus(part, Signal.mean(part));
    }
}
