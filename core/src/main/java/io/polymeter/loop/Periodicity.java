package io.polymeter.loop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A period in a signal, found by its autocorrelation.
///
/// @param period seconds
/// @param correlation of the signal with itself one period later, 0.6 to 1
/// @param trough the same half a period later; clearly negative for a swing
/// @param amplitude watts, root 2 times the effective value
/// @param spread of the times between crossings, beside their mean; 0 is regular
/// @param cycles how many times between crossings there were
record Periodicity(double period, double correlation, double trough, double amplitude, double spread, int cycles) {

    static final double MIN_AMPLITUDE = 30;
    static final double MIN_CORRELATION = 0.6;
    private static final double MAX_TROUGH = -0.2;
    private static final double MAX_SPREAD = 0.45;
    private static final int MIN_CYCLES = 5;

    /// Between which periods to look, in seconds.
    record Bounds(double least, double most) {}

    /// Looks for the shortest period that explains the signal nearly as well as any.
    ///
    /// @return null where there is none that is regular, symmetric and large enough
    static @Nullable Periodicity find(double[] signal, double step, Bounds bounds) {
        double longest = Math.min(bounds.most(), signal.length * step / MIN_CYCLES);
        double[] centred = Signal.minus(signal, Signal.median(signal));
        double[] clipped = Signal.clip(Signal.detrend(centred, step, longest), 4);
        int most = Math.min((int) (longest / step), signal.length - 2);
        double[] r = Signal.autocorrelation(clipped, most);
        int peak = peak(r, (int) Math.ceil(bounds.least() / step - 1e-9));
        if (peak < 0) {
            return null;
        }
        double period = (peak + offset(r, peak)) * step;
        int half = (int) Math.rint(period / 2 / step);
        double trough = 1;
        for (int i = Math.max(1, half - 1); i <= Math.min(half + 1, most); i++) {
            trough = Math.min(trough, r[i]);
        }
        double[] wide = Signal.detrend(centred, step, 2 * period);
        double effective = Signal.deviation(wide);
        double[] intervals = intervals(wide, step, effective / 2);
        double spread = intervals.length < 3 ? Double.NaN : Signal.deviation(intervals) / Signal.mean(intervals);
        Periodicity found =
                new Periodicity(period, r[peak], trough, Math.sqrt(2) * effective, spread, intervals.length);
        return found.holds() ? found : null;
    }

    private boolean holds() {
        return amplitude >= MIN_AMPLITUDE && trough <= MAX_TROUGH && spread <= MAX_SPREAD;
    }

    /// @return the lag of the first peak after the first zero that is nearly as high as the highest, -1 without
    ///     one
    private static int peak(double[] r, int least) {
        int zero = 0;
        while (zero < r.length && r[zero] >= 0) {
            zero++;
        }
        List<Integer> peaks = new ArrayList<>();
        double top = 0;
        for (int i = Math.max(zero + 1, least); i < r.length - 1; i++) {
            if (r[i] >= r[i - 1] && r[i] > r[i + 1]) {
                peaks.add(i);
                top = Math.max(top, r[i]);
            }
        }
        for (int peak : peaks) {
            if (r[peak] >= 0.9 * top) {
                return r[peak] >= MIN_CORRELATION ? peak : -1;
            }
        }
        return -1;
    }

    /// Where the top of the parabola through three points lies, beside the middle one.
    private static double offset(double[] r, int peak) {
        double bend = r[peak - 1] - 2 * r[peak] + r[peak + 1];
        return bend == 0 ? 0 : Math.clamp(0.5 * (r[peak - 1] - r[peak + 1]) / bend, -0.5, 0.5);
    }

    /// The times between upward crossings of a band, in seconds.
    private static double[] intervals(double[] signal, double step, double band) {
        List<Double> crossings = new ArrayList<>();
        boolean low = true;
        for (int i = 0; i < signal.length; i++) {
            if (low && signal[i] > band) {
                crossings.add(i * step);
                low = false;
            } else if (signal[i] < -band) {
                low = true;
            }
        }
        double[] intervals = new double[Math.max(0, crossings.size() - 1)];
        for (int i = 0; i < intervals.length; i++) {
            intervals[i] = crossings.get(i + 1) - crossings.get(i);
        }
        return intervals;
    }
}
