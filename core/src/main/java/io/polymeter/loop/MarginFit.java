package io.polymeter.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Gain, proportional part and delay of a consumer, fitted to what its actuator did after what it was told,
/// over a quarter of an hour. The consumer sees the grid power and nothing else, so the fit may be made while
/// the loop is closed.
///
/// u(t) - u(t-6 s) = K · ∫ g(·-D) + kp · (g(t-D) - g(t-6 s-D)), for each delay D up to 8 s, with Huber's
/// weights.
///
/// @param integral K, per second
/// @param proportional kp
/// @param delay D, seconds, from reception of the grid's value to the movement
/// @param fit r², 0.85 to 1: how much of the movement is explained
/// @param margin what follows
public record MarginFit(double integral, double proportional, double delay, double fit, Margin margin) {

    /// How long a window is, in seconds.
    public static final double WINDOW = 900;

    private static final double STEP = 0.5;
    private static final double SPAN = 6;
    private static final double LONGEST_DELAY = 8;
    private static final double MIN_FIT = 0.85;
    private static final int MIN_ROWS = 100;
    private static final double MIN_MOVEMENT = 8;
    private static final int MIN_TURNS = 8;
    private static final double HOLE = 15;

    /// Fits the window that ends at a moment.
    ///
    /// @return null where not enough happened, or what happened is not explained
    public static @Nullable MarginFit of(Trace.Samples grid, Trace.Samples actuator, long end) {
        long from = end - Math.round(WINDOW * 1e9);
        if (!grid.covers(from, end, HOLE) || !actuator.covers(from, end, HOLE)) {
            return null;
        }
        int count = (int) (WINDOW / STEP);
        double[] g = grid.regular(from, STEP, count);
        double[] u = actuator.regular(from, STEP, count);
        double late = OscillationDetector.late(grid.between(from, end), actuator, STEP) / 1e9;
        Rows rows = Rows.of(g, u);
        if (rows == null) {
            return null;
        }
        Solution best = null;
        for (int delay = 0; delay * STEP <= LONGEST_DELAY; delay++) {
            Solution solution = rows.solve(delay);
            if (best == null || solution.unexplained() < best.unexplained()) {
                best = solution;
            }
        }
        return best == null ? null : accepted(best, late);
    }

    private static @Nullable MarginFit accepted(Solution best, double late) {
        double delay = best.delay() * STEP - late;
        double fit = 1 - best.unexplained();
        if (fit < MIN_FIT || best.integral() <= 0 || delay <= 0) {
            return null;
        }
        Margin margin = Margin.of(best.integral(), best.proportional(), delay);
        return new MarginFit(best.integral(), best.proportional(), delay, fit, margin);
    }

    /// @param delay in steps
    /// @param unexplained 1 - r²
    private record Solution(int delay, double integral, double proportional, double unexplained) {}

    /// The moments that say something, and what is known of each.
    @SuppressWarnings("ArrayRecordComponent") // large, and made once by this class
    private record Rows(double[] g, double[] integral, double[] movement, int[] moments) {

        static @Nullable Rows of(double[] g, double[] u) {
            int span = (int) (SPAN / STEP);
            int first = span + (int) ((LONGEST_DELAY + 3) / STEP) + 2;
            double[] integral = new double[g.length];
            for (int i = 1; i < g.length; i++) {
                integral[i] = integral[i - 1] + g[i] * STEP;
            }
            double most = 0;
            for (int k = first; k < u.length; k++) {
                most = Math.max(most, Math.abs(u[k] - u[k - span]));
            }
            int[] moments = new int[u.length];
            double[] movement = new double[u.length];
            int rows = 0;
            for (int k = first; k < u.length; k++) {
                double moved = u[k] - u[k - span];
                double wanted = (integral[k] - integral[k - span]) / SPAN;
                // At a limit it wants to move and cannot; on its ramp it moves as fast as it can.
                boolean limited = Math.abs(moved) < 5 && Math.abs(wanted) > 60;
                if (!limited && Math.abs(moved) < 0.9 * most) {
                    moments[rows] = k;
                    movement[rows++] = moved;
                }
            }
            double[] moves = Arrays.copyOf(movement, rows);
            boolean enough = rows >= MIN_ROWS && Signal.deviation(moves) >= MIN_MOVEMENT && turns(moves) >= MIN_TURNS;
            return enough ? new Rows(g, integral, moves, Arrays.copyOf(moments, rows)) : null;
        }

        private static int turns(double[] moves) {
            int turns = 0;
            double direction = 0;
            for (double move : moves) {
                if (Math.abs(move) >= MIN_MOVEMENT) {
                    turns += Math.signum(move) == -direction ? 1 : 0;
                    direction = Math.signum(move);
                }
            }
            return turns;
        }

        private double accumulated(int row, int delay) {
            int at = moments[row] - delay;
            return integral[at] - integral[at - (int) (SPAN / STEP)];
        }

        private double changed(int row, int delay) {
            int at = moments[row] - delay;
            return g[at] - g[at - (int) (SPAN / STEP)];
        }

        /// Weighted least squares, three rounds: what does not fit weighs less in the next.
        Solution solve(int delay) {
            double[] weights = new double[movement.length];
            Arrays.fill(weights, 1);
            double[] rest = new double[movement.length];
            double[] found = new double[2];
            for (int round = 0; round < 3; round++) {
                found = step(delay, weights);
                for (int i = 0; i < rest.length; i++) {
                    rest[i] = movement[i] - found[0] * accumulated(i, delay) - found[1] * changed(i, delay);
                }
                double spread = 1.4826 * Signal.median(absolute(rest)) + 1e-6;
                for (int i = 0; i < rest.length; i++) {
                    weights[i] = Math.min(1, 1.5 * spread / (Math.abs(rest[i]) + 1e-9));
                }
            }
            double left = 0;
            double all = 0;
            for (int i = 0; i < rest.length; i++) {
                left += weights[i] * rest[i] * rest[i];
                all += weights[i] * movement[i] * movement[i];
            }
            return new Solution(delay, found[0], found[1], left / all);
        }

        private double[] step(int delay, double[] weights) {
            double aa = 0;
            double ab = 0;
            double bb = 0;
            double ay = 0;
            double by = 0;
            for (int i = 0; i < weights.length; i++) {
                double a = accumulated(i, delay);
                double b = changed(i, delay);
                aa += weights[i] * a * a;
                ab += weights[i] * a * b;
                bb += weights[i] * b * b;
                ay += weights[i] * a * movement[i];
                by += weights[i] * b * movement[i];
            }
            double small = 1e-9 * (aa + bb);
            double determinant = (aa + small) * (bb + small) - ab * ab;
            if (determinant <= 0) {
                return new double[2];
            }
            double proportional = (by * (aa + small) - ay * ab) / determinant;
            if (proportional < 0) {
                // No controller pulls back at once: that is the grid, which mirrors the actuator.
                return new double[] {ay / (aa + small), 0};
            }
            return new double[] {(ay * (bb + small) - by * ab) / determinant, proportional};
        }

        private static double[] absolute(double[] values) {
            return Arrays.stream(values).map(Math::abs).toArray();
        }
    }
}
