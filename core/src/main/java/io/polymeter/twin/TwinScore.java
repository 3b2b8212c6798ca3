package io.polymeter.twin;

import java.util.Arrays;

/// What the power at the grid was like, in the measures that AstraMeter's open evaluation uses, so that tables
/// compare. One value a second; watts, import positive.
///
/// @param imported kWh drawn from the grid
/// @param exported kWh fed into it
/// @param rms effective value
/// @param settle seconds until the power stays within ± 25 W for 10 s after a step of the load, the median
///     of all steps that settle within 600 s or until the next; NaN without one
/// @param overshoot the furthest beyond the target after a step, watts, the mean; NaN without a step
/// @param peakToPeak between the 5th and the 95th percentile, watts
/// @param crossings an hour, from below -20 W to above +20 W or back
/// @param travel watts that the actuators move, an hour
/// @param longestAboveLimit seconds that more than the limit was fed in at a stretch; 0 without a limit
public record TwinScore(
        double imported,
        double exported,
        double rms,
        double settle,
        double overshoot,
        double peakToPeak,
        double crossings,
        double travel,
        double longestAboveLimit) {

    private static final double STEP = 100;
    private static final double BAND = 25;
    private static final int HELD = 10;
    private static final int EVENT = 600;
    private static final double CROSSING = 20;

    /// The measures of a stretch of time.
    ///
    /// @param grid a value each second
    /// @param load the house less what produces, the same
    /// @param actuators what all of them do, the same
    /// @param limit the most that may be fed in, infinite without one
    public static TwinScore of(double[] grid, double[] load, double[] actuators, double limit) {
        double imported = 0;
        double exported = 0;
        double squares = 0;
        double travel = 0;
        for (int i = 0; i < grid.length; i++) {
            imported += Math.max(0, grid[i]);
            exported += Math.max(0, -grid[i]);
            squares += grid[i] * grid[i];
            travel += i == 0 ? 0 : Math.abs(actuators[i] - actuators[i - 1]);
        }
        double hours = grid.length / 3600.0;
        double[] sorted = grid.clone();
        Arrays.sort(sorted);
        Steps steps = Steps.of(grid, load);
        return new TwinScore(
                imported / 3.6e6,
                exported / 3.6e6,
                Math.sqrt(squares / grid.length),
                steps.settle(),
                steps.overshoot(),
                sorted[(int) (0.95 * (sorted.length - 1))] - sorted[(int) (0.05 * (sorted.length - 1))],
                crossings(grid) / hours,
                travel / hours,
                longest(grid, limit));
    }

    private static int crossings(double[] grid) {
        int crossings = 0;
        int side = 0;
        for (double power : grid) {
            int now = power > CROSSING ? 1 : power < -CROSSING ? -1 : 0;
            if (now != 0 && side != 0 && now != side) {
                crossings++;
            }
            side = now != 0 ? now : side;
        }
        return crossings;
    }

    private static int longest(double[] grid, double limit) {
        int longest = 0;
        int run = 0;
        for (double power : grid) {
            run = -power > limit ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /// What follows each step of the load.
    private record Steps(double settle, double overshoot) {

        static Steps of(double[] grid, double[] load) {
            double[] times = new double[load.length];
            int settled = 0;
            double overshoot = 0;
            int steps = 0;
            int last = -EVENT;
            for (int i = 1; i < load.length; i++) {
                double step = load[i] - load[i - 1];
                if (Math.abs(step) < STEP || i - last < HELD) {
                    continue;
                }
                last = i;
                int end = i + 1;
                while (end < load.length && end < i + EVENT && Math.abs(load[end] - load[end - 1]) < STEP) {
                    end++;
                }
                steps++;
                overshoot += beyond(grid, i, end, Math.signum(step));
                int time = settling(grid, i, end);
                if (time >= 0) {
                    times[settled++] = time;
                }
            }
            double[] all = Arrays.copyOf(times, settled);
            Arrays.sort(all);
            return new Steps(settled == 0 ? Double.NaN : all[settled / 2], steps == 0 ? Double.NaN : overshoot / steps);
        }

        /// After a step up the grid draws, then may feed in: that is too far.
        private static double beyond(double[] grid, int from, int until, double direction) {
            double most = 0;
            for (int i = from; i < until; i++) {
                most = Math.max(most, -direction * grid[i]);
            }
            return most;
        }

        private static int settling(double[] grid, int from, int until) {
            int held = 0;
            for (int i = from; i < until; i++) {
                held = Math.abs(grid[i]) <= BAND ? held + 1 : 0;
                if (held == HELD) {
                    return i - HELD + 1 - from;
                }
            }
            return -1;
        }
    }
}
