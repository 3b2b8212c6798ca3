package io.polymeter.loop;

/// What one window shows.
///
/// @param verdict what it is
/// @param period seconds; NaN where nothing swings
/// @param amplitude watts at the grid; NaN where nothing swings
/// @param ratio |load| ÷ |grid| at the period, which is how far the loop is from the critical point: about 0
///     where the loop swings by itself, about 1 where a load pulses and the loop leaves it alone; NaN where the
///     actuator is not known, or where the load hides the swing
/// @param confidence 0.5 to 1; NaN where nothing swings
public record Oscillation(Verdict verdict, double period, double amplitude, double ratio, double confidence) {

    /// Nothing swings, or nothing that is regular and large enough.
    public static final Oscillation NONE =
            new Oscillation(Verdict.NONE, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /// What swings, and why. The cause is named only where the actuator's power is seen beside the grid's.
    public enum Verdict {
        /// Nothing.
        NONE,
        /// Something does; why is not known.
        PERIODIC,
        /// The control loop swings by itself, or would without the load that sets its pace.
        LOOP,
        /// A load pulses, and the loop makes it larger.
        AMPLIFIED,
        /// A load pulses.
        LOAD
    }
}
