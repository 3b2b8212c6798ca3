package io.polymeter.commission;

/// How both counters follow power, from windows of half a minute.
final class EnergySlope {

    private static final int WINDOW = 30;

    private double inIn;
    private double inOut;
    private double outOut;
    private final double[] withIn = new double[2];
    private final double[] withOut = new double[2];

    private EnergySlope() {}

    /// What the counters grew by, over what power adds up to; negative where each follows the other's
    /// direction, NaN where they follow neither.
    static double of(double[] power, double[] imported, double[] exported) {
        EnergySlope sums = new EnergySlope();
        for (int from = 0; from + WINDOW < power.length; from += WINDOW) {
            sums.add(power, imported, exported, from);
        }
        return sums.slope();
    }

    private void add(double[] power, double[] imported, double[] exported, int from) {
        double in = 0;
        double out = 0;
        // A counter that is read with a power has counted what was before it.
        for (int i = from + 1; i <= from + WINDOW; i++) {
            in += Double.isFinite(power[i]) ? Math.max(0, power[i]) / 3600 : 0;
            out += Double.isFinite(power[i]) ? Math.max(0, -power[i]) / 3600 : 0;
        }
        double[] grown = {imported[from + WINDOW] - imported[from], exported[from + WINDOW] - exported[from]};
        if (Double.isFinite(grown[0] + grown[1])) {
            inIn += in * in;
            inOut += in * out;
            outOut += out * out;
            for (int counter = 0; counter < 2; counter++) {
                withIn[counter] += in * grown[counter];
                withOut[counter] += out * grown[counter];
            }
        }
    }

    private double slope() {
        double straight;
        double crossed;
        double determinant = inIn * outOut - inOut * inOut;
        double least = 0.01 * (inIn + outOut);
        if (inIn > least && outOut > least && determinant > 0.05 * inIn * outOut) {
            straight = (on(withIn[0], withOut[0], true) + on(withIn[1], withOut[1], false)) / 2;
            crossed = (on(withIn[0], withOut[0], false) + on(withIn[1], withOut[1], true)) / 2;
        } else if (inIn > outOut && inIn > 0) {
            straight = withIn[0] / inIn;
            crossed = withIn[1] / inIn;
        } else if (outOut > 0) {
            straight = withOut[1] / outOut;
            crossed = withOut[0] / outOut;
        } else {
            return Double.NaN;
        }
        if (straight > 10 * Math.abs(crossed)) {
            return straight;
        }
        return crossed > 10 * Math.abs(straight) ? -crossed : Double.NaN;
    }

    /// A counter's slope on what flowed in, or out, the other held still.
    private double on(double in, double out, boolean inward) {
        double determinant = inIn * outOut - inOut * inOut;
        return (inward ? in * outOut - out * inOut : out * inIn - in * inOut) / determinant;
    }
}
