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
    Verdict judge(HeldStep good, HeldStep next, PlausibleSteps steps) {
        if (next.value < value) {
            boolean back = next.value >= good.value && steps.fits(good.value, next.value, next.instant - good.instant);
            return back ? Verdict.TAKEN_BACK : Verdict.OTHER;
        }
        boolean goesOn =
                steps.fits(value, next.value, next.instant - instant) || next.value - value <= 2 * (value - good.value);
        return goesOn ? Verdict.CONFIRMED : Verdict.OTHER;
    }
}
