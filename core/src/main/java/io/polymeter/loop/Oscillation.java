package io.polymeter.loop;

/// What one window shows.
///
/// @param verdict what it is
/// @param period seconds; NaN where nothing swings, or where the load hides the swing
/// @param amplitude watts at the grid; NaN where nothing swings, or where the load hides the swing
/// @param ratio |load| ÷ |grid| at the period, which is how far the loop is from the critical point: about 0
///     where the loop swings by itself, about 1 where a load pulses and the loop leaves it alone; NaN where the
///     actuator is not known, or where the load hides the swing
/// @param confidence 0.5 to 1; NaN where nothing swings
/// @param delay seconds from a value to the consumer's answer, where the loop is told from a fit to the minutes before;
///     else NaN
public record Oscillation(
        Verdict verdict, double period, double amplitude, double ratio, double confidence, double delay) {

    /// Nothing swings, or nothing that is regular and large enough.
    public static final Oscillation NONE =
            new Oscillation(Verdict.NONE, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /// What the window itself shows.
    public Oscillation(Verdict verdict, double period, double amplitude, double ratio, double confidence) {
        this(verdict, period, amplitude, ratio, confidence, Double.NaN);
    }

    /// A loop that would swing by itself, by a fit, while loads hide whether it does.
    ///
    /// @param delay as fitted, seconds
    static Oscillation hidden(double delay, double confidence) {
        return new Oscillation(Verdict.LOOP, Double.NaN, Double.NaN, Double.NaN, confidence, delay);
    }

    /// Whether the window itself shows a loop that swings, and not only a fit.
    boolean seenLoop() {
        return verdict == Verdict.LOOP && ratio < OscillationDetector.LOOP_RATIO;
    }

    /// Whether a loop is told from a fit alone.
    boolean hiddenLoop() {
        return verdict == Verdict.LOOP && !seenLoop();
    }

    /// What swings, and why. The cause is named only where the actuator's power is seen beside the grid's.
    public enum Verdict {
        /// Nothing.
        NONE,
        /// Something does; why is not known.
        PERIODIC,
        /// The control loop swings by itself, or would without the loads that hide it.
        LOOP,
        /// A load pulses, and the loop makes it larger.
        AMPLIFIED,
        /// A load pulses.
        LOAD
    }
}
