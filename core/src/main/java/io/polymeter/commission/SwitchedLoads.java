package io.polymeter.commission;

import java.util.ArrayList;
import java.util.List;

/// Loads that are switched on for minutes: whatever else flows, power rises while they are on.
final class SwitchedLoads {

    private static final double MIN = 500;
    private static final int COUNT = 3;
    private static final double SHORT = 0.65;

    private SwitchedLoads() {}

    /// Up or down: 1 where power rises for short times, -1 where it falls, 0 where that cannot be told.
    static int direction(double[] power) {
        List<Integer> steps = Samples.steps(power, MIN);
        List<Double> up = new ArrayList<>();
        List<Double> down = new ArrayList<>();
        for (int i = 0; i + 1 < steps.size(); i++) {
            double first = Samples.step(power, steps.get(i));
            double second = Samples.step(power, steps.get(i + 1));
            if (Math.abs(first + second) < 0.15 * Math.abs(first)) {
                (first > 0 ? up : down).add((double) (steps.get(i + 1) - steps.get(i)));
            }
        }
        double above = length(up);
        double below = length(down);
        if (up.size() >= COUNT && above < SHORT * below) {
            return 1;
        }
        return down.size() >= COUNT && below < SHORT * above ? -1 : 0;
    }

    private static double length(List<Double> times) {
        return times.isEmpty()
                ? Double.POSITIVE_INFINITY
                : Samples.median(times.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
