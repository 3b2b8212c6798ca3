package io.polymeter.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Gain and delay of a consumer and its actuator together, fitted to what they did, where the actuator moves no faster
/// than its ramp.
///
/// A load that pulses takes a loop along that would swing by itself, and steps of a load drive a battery to its limits:
/// the swing is not seen then, but what drives it is. With a product of gain and delay above π ÷ 2 a loop swings
/// without any load.
///
/// @param error mean distance between the power that was predicted two seconds ahead and the one that came, beside the
///     mean distance that was moved
/// @param delay seconds from a difference at the grid to what was done about it
/// @param least the smallest product of the integral gain per second and the delay that fits nearly as well as the best
/// @param most the largest one
record RampFit(double error, double delay, double least, double most) {

    private static final double AHEAD = 2;
    private static final double LATEST = 8;
    private static final double LOWEST = 0.08;
    private static final double HIGHEST = 4;
    private static final int GAINS = 22;
    private static final int ROWS = 60;
    /// What is worse explains nothing.
    private static final double WORST = 0.5;

    /// What is no worse than this beside the best may as well be true.
    private static final double NEARLY = 1.1;

    /// How a consumer may work.
    ///
    /// @param gain per second
    /// @param delay in steps
    /// @param remembers whether it adds to its last setpoint, else to its own measured power
    private record Candidate(double gain, int delay, boolean remembers) {}

    /// Fits.
    ///
    /// @param grid at regular moments, watts
    /// @param actuator at the same moments and as late, watts, discharging positive
    /// @param step seconds between two moments
    /// @return null where too little happened, or what happened is not explained
    static @Nullable RampFit of(double[] grid, double[] actuator, double step) {
        Moves moves = Moves.of(grid, actuator, step);
        if (moves.rows().length < ROWS) {
            return null;
        }
        RampFit one = best(moves, true);
        RampFit other = best(moves, false);
        RampFit better = one.error <= other.error ? one : other;
        if (better.error > WORST) {
            return null;
        }
        RampFit worse = better == one ? other : one;
        return worse.error > NEARLY * better.error
                ? better
                : new RampFit(
                        better.error, better.delay, Math.min(one.least, other.least), Math.max(one.most, other.most));
    }

    /// The middle of the products that fit: where the actuator is at its ramp most of the time, large gains look alike.
    double middle() {
        return Math.sqrt(least * most);
    }

    private static RampFit best(Moves moves, boolean remembers) {
        int delays = moves.latest() + 1;
        double[] errors = new double[GAINS * delays];
        double[] products = new double[errors.length];
        int best = 0;
        for (int i = 0; i < errors.length; i++) {
            int index = i / delays;
            double gain = LOWEST * Math.pow(HIGHEST / LOWEST, (double) index / (GAINS - 1));
            products[i] = gain * (i % delays) * moves.step();
            double worst = i == 0 ? WORST : Math.min(WORST, NEARLY * errors[best]);
            errors[i] = moves.error(new Candidate(gain, i % delays, remembers), worst);
            best = errors[i] < errors[best] ? i : best;
        }
        double least = products[best];
        double most = products[best];
        for (int i = 0; i < errors.length; i++) {
            if (errors[i] <= NEARLY * errors[best]) {
                least = Math.min(least, products[i]);
                most = Math.max(most, products[i]);
            }
        }
        return new RampFit(errors[best], best % delays * moves.step(), least, most);
    }

    /// What moved, and what limits it.
    ///
    /// @param ramp the most it moves in a second
    /// @param low the least power that was seen
    /// @param high the most power that was seen
    /// @param rows where it is predicted from: not where it stands at a limit
    /// @param moved the mean distance that was moved from there
    @SuppressWarnings("ArrayRecordComponent") // large, and made once by this class
    private record Moves(
            double[] grid,
            double[] actuator,
            double step,
            double ramp,
            double low,
            double high,
            int[] rows,
            double moved) {

        private static final double AT_LIMIT = 8;
        private static final double AT_RAMP = 0.8;
        private static final double RAMP = 0.95;
        /// Seconds from one prediction to the next.
        private static final double EACH = 1;

        static Moves of(double[] grid, double[] actuator, double step) {
            double low = Arrays.stream(actuator).min().orElse(0);
            double high = Arrays.stream(actuator).max().orElse(0);
            int ahead = (int) Math.round(AHEAD / step);
            int[] rows = new int[actuator.length];
            int count = 0;
            double sum = 0;
            int each = Math.max(1, (int) Math.round(EACH / step));
            for (int k = (int) Math.round(LATEST / step) + 1; k + ahead < actuator.length; k += each) {
                boolean stands = Math.min(actuator[k], actuator[k + ahead]) > high - AT_LIMIT
                        || Math.max(actuator[k], actuator[k + ahead]) < low + AT_LIMIT;
                if (!stands) {
                    rows[count++] = k;
                    sum += Math.abs(actuator[k + ahead] - actuator[k]);
                }
            }
            double moved = sum / Math.max(1, count) + 1e-9;
            return new Moves(grid, actuator, step, ramp(actuator, step), low, high, Arrays.copyOf(rows, count), moved);
        }

        private static double ramp(double[] actuator, double step) {
            int second = second(step);
            double[] moves = new double[Math.max(1, actuator.length - second)];
            for (int i = 0; i + second < actuator.length; i++) {
                moves[i] = Math.abs(actuator[i + second] - actuator[i]);
            }
            Arrays.sort(moves);
            return moves[(int) (RAMP * (moves.length - 1))] + 1e-6;
        }

        private static int second(double step) {
            return Math.max(1, (int) Math.round(1 / step));
        }

        int latest() {
            return (int) Math.round(LATEST / step);
        }

        /// @param worst what is worse need not be known
        double error(Candidate candidate, double worst) {
            double[] goals = candidate.remembers() ? goals(candidate) : actuator;
            int ahead = (int) Math.round(AHEAD / step);
            double most = ramp * step;
            double limit = worst * rows.length * moved;
            double sum = 0;
            for (int k : rows) {
                double goal = goals[k];
                double power = actuator[k];
                for (int j = 1; j <= ahead; j++) {
                    double from = candidate.remembers() ? goal : power;
                    goal = Math.clamp(from + candidate.gain() * step * grid[k + j - candidate.delay()], low, high);
                    power += Math.clamp(goal - power, -most, most);
                }
                sum += Math.abs(actuator[k + ahead] - power);
                if (sum > limit) {
                    return Double.POSITIVE_INFINITY;
                }
            }
            return sum / rows.length / moved;
        }

        /// Where it would be without its ramp: what it does while it is slower than that, and what has added up since.
        private double[] goals(Candidate candidate) {
            double[] goals = actuator.clone();
            int second = second(step);
            double most = Math.max(high, -low);
            for (int k = latest() + 1; k < goals.length; k++) {
                double move = actuator[k] - actuator[k - second];
                if (Math.abs(move) > AT_RAMP * ramp) {
                    double goal = Math.clamp(
                            goals[k - 1] + candidate.gain() * step * grid[k - candidate.delay()], -most, most);
                    goals[k] = move > 0 ? Math.max(goal, actuator[k]) : Math.min(goal, actuator[k]);
                }
            }
            return goals;
        }
    }
}
