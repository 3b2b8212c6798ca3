package io.polymeter.store;

/// A reading that no connection could carry, until the next one confirms it or takes it back.
///
/// @param value in the counter's unit
/// @param instant when it was read
record HeldStep(double value, long instant) {

    /// What the next reading makes of it.
    enum Verdict {
        /// It is so: the counter stands there.
        CONFIRMED,
        /// It goes on where it was before.
        TAKEN_BACK,
        /// It is somewhere else again.
        OTHER
    }

    /// Judges it by the next reading.
    ///
    /// @param good the last good reading
    /// @param goodInstant when that was read
    Verdict judge(double good, long goodInstant, double next, long nextInstant, PlausibleSteps steps) {
        if (next < value) {
            boolean back = next >= good && steps.fits(good, next, nextInstant - goodInstant);
            return back ? Verdict.TAKEN_BACK : Verdict.OTHER;
        }
        boolean goesOn = steps.fits(value, next, nextInstant - instant) || next - value <= 2 * (value - good);
        return goesOn ? Verdict.CONFIRMED : Verdict.OTHER;
    }
}
