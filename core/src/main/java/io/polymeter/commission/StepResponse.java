package io.polymeter.commission;

import java.util.List;

/// How a meter moves when what stands behind it moves: the median of its step over the other's, -1 where it sees all of
/// it.
///
/// @param slope NaN where there is nothing
/// @param spread the median distance from it
/// @param count of how many steps
/// @param consistent whether so many have the same sign that chance would do it once in a hundred
record StepResponse(double slope, double spread, int count, boolean consistent) {

    private static final double CHANCE = 0.01;

    /// @param least watts a step of the other has at least
    static StepResponse of(double[] power, double[] output, List<Integer> steps, double least) {
        double[] slopes = steps.stream()
                .filter(at -> Math.abs(Samples.step(output, at)) >= least)
                .mapToDouble(at -> Samples.step(power, at) / Samples.step(output, at))
                .filter(Double::isFinite)
                .toArray();
        double median = Samples.median(slopes);
        double spread = Samples.median(Samples.map(slopes, slope -> Math.abs(slope - median)));
        int same = 0;
        for (double slope : slopes) {
            same += slope * median > 0 ? 1 : 0;
        }
        return new StepResponse(median, spread, slopes.length, tail(slopes.length, same) < CHANCE);
    }

    /// The probability of so many heads or more.
    private static double tail(int throwsOfCoin, int heads) {
        double probability = Math.pow(0.5, throwsOfCoin);
        double sum = 0;
        for (int k = throwsOfCoin; k >= heads && k >= 0; k--) {
            sum += probability;
            probability *= (double) k / (throwsOfCoin - k + 1);
        }
        return sum;
    }

    /// Whether it moves at all.
    boolean responds() {
        return consistent && Math.abs(slope) > 0.15;
    }

    /// Whether it clearly does not.
    boolean still() {
        return count >= 7 && Math.abs(slope) < 0.08 && spread < 0.2;
    }
}
