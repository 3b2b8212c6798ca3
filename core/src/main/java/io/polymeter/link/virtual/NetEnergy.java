package io.polymeter.link.virtual;

import java.util.ArrayList;
import java.util.List;

/// The two counters of a virtual meter at one place, so that they say what its power says.
///
/// What its parts have counted together gives the net energy, and no more: a part that feeds another moves both of
/// their counters and none of the sum's. So the power, between two looks, says how much went in which direction, and
/// the net energy keeps that right: the difference of the two counters never leaves it by more than the parts count at
/// once. For one thread.
final class NetEnergy {

    /// Over a longer gap nobody knows what flowed; the net energy says what remained of it.
    private static final long GAP = 60_000_000_000L;

    /// After a restart a larger difference is another set of parts, in Wh.
    private static final double OTHER_PARTS = 200_000;

    private static final double NANOS_PER_HOUR = 3.6e12;

    private final List<Double> counted = new ArrayList<>();
    private final List<Double> steps = new ArrayList<>();
    private boolean begun;
    private double base;
    private double taken;
    private double given;
    private double power = Double.NaN;
    private long instant;

    /// Begins where it ended; NaN where it had not begun.
    ///
    /// @param takenBefore what flowed in the direction of positive power, in Wh
    NetEnergy(double takenBefore, double givenBefore) {
        if (!Double.isNaN(takenBefore) || !Double.isNaN(givenBefore)) {
            taken = Double.isNaN(takenBefore) ? 0 : takenBefore;
            given = Double.isNaN(givenBefore) ? 0 : givenBefore;
            begun = true;
            base = Double.NaN;
        }
    }

    double taken() {
        return taken;
    }

    double given() {
        return given;
    }

    /// Takes what the parts have counted, each with its sign, in Wh.
    ///
    /// @param watts the power of the sum, NaN where it is not known
    /// @param now the power's instant
    void step(List<Double> parts, double watts, long now) {
        double net = parts.stream().mapToDouble(Double::doubleValue).sum();
        if (!begun) {
            begun = true;
            taken = Math.max(0, net);
            given = Math.max(0, -net);
        } else if (Double.isNaN(base)) {
            double since = net - (taken - given);
            base = Math.abs(since) > OTHER_PARTS ? since : 0;
        }
        double takenBefore = taken;
        double givenBefore = given;
        flow(watts, now);
        double tolerance = tolerance(parts);
        correct(net - base, tolerance, watts);
        // What flowed more than was counted, as over a gap between two peaks, is made up for by waiting.
        double missing = net - base - (taken - given);
        if (missing < -tolerance && watts >= 0) {
            taken = Math.max(takenBefore, taken + missing + tolerance);
        } else if (missing > tolerance && watts < 0) {
            given = Math.max(givenBefore, given - missing + tolerance);
        }
    }

    /// Adds what flowed since the last power: two halves, each at its own end's power.
    private void flow(double watts, long now) {
        long nanos = now - instant;
        if (!Double.isNaN(power) && !Double.isNaN(watts) && nanos > 0 && nanos <= GAP) {
            double half = nanos / NANOS_PER_HOUR / 2;
            taken += half * (Math.max(0, power) + Math.max(0, watts));
            given += half * (Math.max(0, -power) + Math.max(0, -watts));
        }
        if (Double.isNaN(watts) || Double.isNaN(power) || nanos > 0) {
            power = watts;
            instant = now;
        }
    }

    private void correct(double net, double tolerance, double watts) {
        double missing = net - (taken - given);
        double excess = Math.abs(missing) - tolerance;
        if (excess <= 0) {
            return;
        }
        // Neither counter falls: where the power was too high, its direction waits.
        if (missing > 0) {
            if (Double.isNaN(watts) || watts >= 0) {
                taken += excess;
            }
        } else if (Double.isNaN(watts) || watts < 0) {
            given += excess;
        }
    }

    /// What the parts count at once, all together: a counter moves in steps, and each when it is read.
    private double tolerance(List<Double> parts) {
        double sum = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (i == counted.size()) {
                counted.add(parts.get(i));
                steps.add(0.0);
            }
            double step = Math.abs(parts.get(i) - counted.get(i));
            if (step > 0) {
                steps.set(i, Math.max(step, 0.9 * steps.get(i)));
                counted.set(i, parts.get(i));
            }
            sum += steps.get(i);
        }
        return sum;
    }
}
