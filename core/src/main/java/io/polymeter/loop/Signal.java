package io.polymeter.loop;

import java.util.Arrays;

/// Arithmetic on values at regular moments. Every method gives a new array.
final class Signal {

    private Signal() {}

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /// Root of the mean square of the differences to the mean.
    static double deviation(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    static double[] minus(double[] values, double constant) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i] - constant;
        }
        return result;
    }

    static double[] plus(double[] a, double[] b) {
        double[] result = new double[a.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = a[i] + b[i];
        }
        return result;
    }

    static double[] minus(double[] a, double[] b) {
        double[] result = new double[a.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = a[i] - b[i];
        }
        return result;
    }

    /// Takes the centred moving mean over `seconds` out, which removes what is slower and shifts nothing.
    /// Beyond the ends the first and last values go on.
    static double[] detrend(double[] values, double step, double seconds) {
        int width = Math.max(3, (int) Math.rint(seconds / step) | 1);
        int half = width / 2;
        double[] result = new double[values.length];
        double sum = 0;
        for (int k = -half; k <= half; k++) {
            sum += at(values, k);
        }
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i] - sum / width;
            sum += at(values, i + half + 1) - at(values, i - half);
        }
        return result;
    }

    private static double at(double[] values, int index) {
        return values[index < 0 ? 0 : Math.min(index, values.length - 1)];
    }

    /// Clips at a number of robust standard deviations, so that one step of a load does not own what is
    /// computed next.
    static double[] clip(double[] values, double sigmas) {
        double limit = sigmas * robustDeviation(values);
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.clamp(values[i], -limit, limit);
        }
        return result;
    }

    private static double robustDeviation(double[] values) {
        double median = median(values);
        double[] distances = new double[values.length];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Math.abs(values[i] - median);
        }
        return 1.4826 * median(distances) + 1e-9;
    }

    /// The autocorrelation at lags 0 to `most`, each divided by the energies of the parts that overlap there,
    /// so that a window does not make a swing look as if it died away.
    static double[] autocorrelation(double[] values, int most) {
        double[] x = minus(values, mean(values));
        double[] energy = new double[x.length + 1];
        for (int i = 0; i < x.length; i++) {
            energy[i + 1] = energy[i] + x[i] * x[i];
        }
        double[] result = new double[most + 1];
        for (int lag = 0; lag <= most; lag++) {
            double sum = 0;
            for (int i = lag; i < x.length; i++) {
                sum += x[i] * x[i - lag];
            }
            double head = energy[x.length - lag];
            double tail = energy[x.length] - energy[lag];
            result[lag] = sum / Math.sqrt(Math.max(head * tail, 1e-9));
        }
        return result;
    }

    /// The amplitude of one period, weighted by a Hann window.
    static Tone tone(double[] values, double step, double period) {
        return plainTone(hann(values), step, period);
    }

    /// Weighted so that the ends fade, and their sum is 2.
    static double[] hann(double[] values) {
        double[] weighted = new double[values.length];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double weight = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (values.length - 1));
            weighted[i] = values[i] * weight;
            sum += weight;
        }
        for (int i = 0; i < values.length; i++) {
            weighted[i] *= 2 / sum;
        }
        return weighted;
    }

    /// The sum of the values, each turned on by the same angle: one rotation a value instead of two
    /// trigonometric functions.
    static Tone plainTone(double[] values, double step, double period) {
        double turnReal = Math.cos(2 * Math.PI * step / period);
        double turnImaginary = -Math.sin(2 * Math.PI * step / period);
        double x = 1;
        double y = 0;
        double real = 0;
        double imaginary = 0;
        for (double value : values) {
            real += value * x;
            imaginary += value * y;
            double next = x * turnReal - y * turnImaginary;
            y = x * turnImaginary + y * turnReal;
            x = next;
        }
        return new Tone(real, imaginary);
    }

    /// An amplitude and its phase, as the two parts of a complex number.
    record Tone(double real, double imaginary) {
        double amplitude() {
            // No watts are so many that their square overflows; Math.hypot takes ten times as long.
            return Math.sqrt(real * real + imaginary * imaginary);
        }
    }

    /// The period of the strongest tone up to `longest` seconds.
    static double strongest(double[] values, double step, double longest) {
        double[] x = hann(detrend(values, step, longest));
        double length = values.length * step;
        // Half the distance of two frequencies that a window of this length tells apart.
        double apart = 0.5;
        double fewest = length / longest;
        int count = (int) Math.ceil((values.length / 3.0 - fewest) / apart);
        double[] turns = new double[Math.max(0, count)];
        for (int i = 0; i < turns.length; i++) {
            turns[i] = 2 * Math.cos(2 * Math.PI * step * (fewest + apart * i) / length);
        }
        double[] powers = powers(x, turns);
        int best = 0;
        for (int i = 1; i < powers.length; i++) {
            best = powers[i] > powers[best] ? i : best;
        }
        return length / (fewest + apart * best);
    }

    /// The squares of tones' amplitudes, by the recursion of Goertzel, for all tones at the same time.
    ///
    /// @param turns twice the cosine of the angle from one value to the next, for each tone
    private static double[] powers(double[] values, double[] turns) {
        double[] last = new double[turns.length];
        double[] before = new double[turns.length];
        for (double value : values) {
            for (int i = 0; i < turns.length; i++) {
                double next = value + turns[i] * last[i] - before[i];
                before[i] = last[i];
                last[i] = next;
            }
        }
        double[] powers = new double[turns.length];
        for (int i = 0; i < turns.length; i++) {
            powers[i] = last[i] * last[i] + before[i] * before[i] - turns[i] * last[i] * before[i];
        }
        return powers;
    }

    /// Takes a sine of one period out, fitted by least squares over the whole window.
    static double[] without(double[] values, double step, double period) {
        double cc = 0;
        double ss = 0;
        double cs = 0;
        double vc = 0;
        double vs = 0;
        for (int i = 0; i < values.length; i++) {
            double c = Math.cos(2 * Math.PI * i * step / period);
            double s = Math.sin(2 * Math.PI * i * step / period);
            cc += c * c;
            ss += s * s;
            cs += c * s;
            vc += values[i] * c;
            vs += values[i] * s;
        }
        double determinant = cc * ss - cs * cs;
        if (Math.abs(determinant) < 1e-9) {
            return values.clone();
        }
        double a = (vc * ss - vs * cs) / determinant;
        double b = (vs * cc - vc * cs) / determinant;
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            double phase = 2 * Math.PI * i * step / period;
            result[i] = values[i] - a * Math.cos(phase) - b * Math.sin(phase);
        }
        return result;
    }
}
