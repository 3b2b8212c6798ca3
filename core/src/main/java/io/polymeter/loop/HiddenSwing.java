package io.polymeter.loop;

import org.jspecify.annotations.Nullable;

/// Tells from eight minutes whether a loop would swing by itself where its load hides that. A load that pulses sets the
/// pace of the swing, and steps of a load drive a battery to its limits every minute.
final class HiddenSwing {

    /// How long a stretch is looked at, seconds.
    static final double SECONDS = 480;

    /// Seconds over which movements are compared.
    private static final double APART = 4;
    /// Noise of the meters moves the load by about as much, watts.
    private static final double NOISE = 5;
    /// A loop that is sound moves its battery about as much as the load moves.
    private static final double TRAVEL = 1.8;
    /// An actuator that moves less than this only follows noise, watts.
    private static final double MOVES = 100;

    private static final double MOST_ERROR = 0.35;
    /// Gain times delay: at π ÷ 2 a loop begins to swing, and what fits nearly as well may be a little below.
    private static final double LEAST = 1.2;

    private static final double MIDDLE = 1.8;
    /// In step with a load that pulses a sound loop moves as well, so that more is asked of the fit.
    private static final double MOST_ERROR_PULSED = 0.25;

    private static final double MIDDLE_PULSED = 2.3;

    private HiddenSwing() {}

    /// What drives it, where that swings.
    ///
    /// @param grid at regular moments, watts
    /// @param actuator at the same moments and as late, watts
    /// @param step seconds between two moments
    /// @param amplified whether a load pulses there that the loop makes larger
    /// @return null where the loop is not to be blamed
    static @Nullable RampFit of(double[] grid, double[] actuator, double step, boolean amplified) {
        boolean restless = Signal.deviation(actuator) >= MOVES && travel(grid, actuator, step) >= TRAVEL;
        RampFit fit = restless || amplified ? RampFit.of(grid, actuator, step) : null;
        if (fit == null) {
            return null;
        }
        boolean moves = restless && fit.error() <= MOST_ERROR && fit.least() >= LEAST && fit.middle() >= MIDDLE;
        boolean pulsed = amplified && fit.error() <= MOST_ERROR_PULSED && fit.middle() >= MIDDLE_PULSED;
        return moves || pulsed ? fit : null;
    }

    /// How much more the actuator moves than the load does.
    private static double travel(double[] grid, double[] actuator, double step) {
        int apart = (int) Math.round(APART / step);
        double own = 0;
        double load = 0;
        for (int i = apart; i < grid.length; i++) {
            double moved = actuator[i] - actuator[i - apart];
            own += Math.abs(moved);
            load += Math.abs(moved + grid[i] - grid[i - apart]) + NOISE;
        }
        return own / load;
    }
}
