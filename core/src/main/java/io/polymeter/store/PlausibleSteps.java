package io.polymeter.store;

/// Which steps of an energy counter a connection can carry. Immutable.
///
/// @param watts what flows at most, per connection
record PlausibleSteps(double watts) {

    /// A usual house connection: 63 A, three phases of 230 V.
    static final PlausibleSteps DEFAULT = PlausibleSteps.of(63);

    private static final double VOLTS = 230;
    private static final double NANOS_PER_HOUR = 3.6e12;

    /// Voltages above the rated one, fuses that carry more for a while, and readings that are not exactly as old as
    /// they seem.
    private static final double MARGIN = 1.25;

    /// How long the program may have been away, as nobody knows: one hour.
    static final long UNKNOWN = 3_600_000_000_000L;

    /// How much of its range a counter that wraps has left at most.
    private static final double NEAR_WRAP = 0.02;

    static PlausibleSteps of(double amperes) {
        return new PlausibleSteps(3 * VOLTS * amperes);
    }

    /// Whether a counter may grow from one reading to the next.
    ///
    /// @param nanos between the two
    boolean fits(double from, double to, long nanos) {
        return to - from <= most(from, to, nanos);
    }

    private double most(double from, double to, long nanos) {
        return watts * MARGIN * Math.max(0, nanos) / NANOS_PER_HOUR + 2 * granularity(from, to);
    }

    /// The steps in which the counter seems to count, 1 to 10 000 in its unit, e.g. Wh.
    private static double granularity(double from, double to) {
        double step = 10_000;
        while (step > 1 && (isPart(from, step) || isPart(to, step))) {
            step /= 10;
        }
        return step;
    }

    private static boolean isPart(double value, double step) {
        double rest = Math.abs(value % step);
        return Math.min(rest, step - rest) > 1e-6 * step;
    }

    /// What was counted before a counter began anew at 0 because its register was full: the range of a register of
    /// 16 or 32 bits in any decimal scale; NaN where it was not.
    double wrapped(double from, double to, long nanos) {
        for (double range : new double[] {0x1p16, 0x1p32}) {
            for (double scale = 1e-3; scale < 1e6; scale *= 10) {
                double modulus = range * scale;
                double left = modulus - from;
                // Added as whole numbers of the scale: a register is never at its range itself.
                if (left > 0 && left + to < NEAR_WRAP * modulus && left + to <= most(0, scale, nanos)) {
                    return modulus;
                }
            }
        }
        return Double.NaN;
    }

    /// The same of a connection that carried more.
    PlausibleSteps raised(double grown, long nanos) {
        return nanos <= 0 ? this : new PlausibleSteps(Math.max(watts, grown * NANOS_PER_HOUR / nanos * MARGIN));
    }

    /// The same of one phase of three.
    PlausibleSteps ofPhase() {
        return new PlausibleSteps(watts / 3);
    }
}
