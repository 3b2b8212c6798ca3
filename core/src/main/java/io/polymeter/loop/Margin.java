package io.polymeter.loop;

/// How far a loop is from swinging, computed from gain, proportional part and delay.
///
/// @param gain by how much the loop's gain could grow, as a factor; below 1 it swings
/// @param phase degrees of phase that are left
/// @param period of the swing at the limit, seconds
public record Margin(double gain, double phase, double period) {

    private static final int STEPS = 4000;
    private static final double LOWEST = 0.01;
    private static final double HIGHEST = 30;

    /// The margins of L(s) = (integral ÷ s + proportional) · e^(-s·delay).
    ///
    /// @param integral per second
    /// @param delay seconds, above 0
    static Margin of(double integral, double proportional, double delay) {
        return of(integral, proportional, delay, 0);
    }

    /// The margins of the same behind a low-pass.
    ///
    /// @param lag its time constant, seconds; 0 for none
    public static Margin of(double integral, double proportional, double delay, double lag) {
        double gain = Double.NaN;
        double phase = Double.NaN;
        double period = Double.NaN;
        for (int i = 0; i < STEPS && (Double.isNaN(gain) || Double.isNaN(phase)); i++) {
            double w = LOWEST * Math.pow(HIGHEST / LOWEST, (double) i / (STEPS - 1));
            // (integral / jw + proportional): phase between -90 degrees and 0.
            double amplitude = Math.hypot(integral / w, proportional) / Math.hypot(1, w * lag);
            double angle = Math.atan2(-integral / w, proportional) - w * delay - Math.atan(w * lag);
            if (Double.isNaN(gain) && angle <= -Math.PI) {
                gain = 1 / amplitude;
                period = 2 * Math.PI / w;
            }
            if (Double.isNaN(phase) && amplitude < 1) {
                phase = Math.toDegrees(Math.PI + angle);
            }
        }
        return new Margin(gain, phase, period);
    }

    /// How sound the loop is.
    public enum Soundness {
        /// Gain margin 3 and phase margin 55 degrees, or more.
        SOUND,
        /// Between the two.
        TIGHT,
        /// Gain margin below 1.7 or phase margin below 30 degrees.
        CRITICAL
    }

    private static final double ALLOWANCE = Math.pow(10, 2 / 20.0);

    /// The verdict, after an allowance of 2 dB for the error of the estimate.
    public Soundness soundness() {
        double sure = gain / ALLOWANCE;
        if (sure >= 3 && phase >= 55) {
            return Soundness.SOUND;
        }
        return sure >= 1.7 && phase >= 30 ? Soundness.TIGHT : Soundness.CRITICAL;
    }
}
