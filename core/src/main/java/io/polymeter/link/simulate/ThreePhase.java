package io.polymeter.link.simulate;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.util.List;

/// Everything a three-phase meter shows, made from the active power of each phase.
final class ThreePhase {

    private static final List<Phase> PHASES = List.of(Phase.L1, Phase.L2, Phase.L3);

    private final SimulatedCounters counters = new SimulatedCounters();

    /// The readings at a second of the day.
    ///
    /// @param watts active power of L1, L2 and L3, positive for import
    /// @param seconds how long these powers lasted, for the counters
    Readings step(double[] watts, double second, double seconds, long instant) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        double active = 0;
        double reactive = 0;
        for (int i = 0; i < 3; i++) {
            double vars = 38 + 11 * i + 0.08 * Math.abs(watts[i]) + 4 * Household.smooth(second / 5, 30 + i);
            phase(readings, PHASES.get(i), new double[] {watts[i], vars, second, seconds}, instant);
            active += watts[i];
            reactive += vars;
        }
        double apparent = Math.hypot(active, reactive);
        readings.put(Point.of(Quantity.ACTIVE_POWER), active, instant)
                .put(Point.of(Quantity.REACTIVE_POWER), reactive, instant)
                .put(Point.of(Quantity.APPARENT_POWER), Math.copySign(apparent, active), instant)
                .put(Point.of(Quantity.POWER_FACTOR), active / apparent, instant)
                .put(Point.of(Quantity.FREQUENCY), 49.985 + 0.03 * Household.smooth(second / 7, 40), instant);
        lines(readings, instant);
        counters.active(Phase.TOTAL, active, seconds);
        counters.reactive(Phase.TOTAL, reactive, seconds);
        counters.apparent(Phase.TOTAL, apparent, active >= 0, seconds);
        counters.into(readings, instant);
        return readings.build();
    }

    /// Between two phases, and the means of all three.
    private static void lines(Readings.Builder readings, long instant) {
        Readings now = readings.build();
        double[] volts = PHASES.stream()
                .mapToDouble(phase -> now.value(Point.of(Quantity.VOLTAGE, phase)))
                .toArray();
        double[] lines = {between(volts[0], volts[1]), between(volts[1], volts[2]), between(volts[2], volts[0])};
        readings.put(Point.of(Quantity.LINE_VOLTAGE, Phase.L12), lines[0], instant)
                .put(Point.of(Quantity.LINE_VOLTAGE, Phase.L23), lines[1], instant)
                .put(Point.of(Quantity.LINE_VOLTAGE, Phase.L31), lines[2], instant)
                .put(Point.of(Quantity.LINE_VOLTAGE), (lines[0] + lines[1] + lines[2]) / 3, instant)
                .put(Point.of(Quantity.VOLTAGE), (volts[0] + volts[1] + volts[2]) / 3, instant);
        double[] amperes = PHASES.stream()
                .mapToDouble(phase -> now.value(Point.of(Quantity.CURRENT, phase)))
                .toArray();
        readings.put(Point.of(Quantity.CURRENT), amperes[0] + amperes[1] + amperes[2], instant)
                .put(Point.of(Quantity.CURRENT, Phase.N), neutral(amperes), instant);
    }

    /// What the neutral conductor carries of three currents a third of a turn apart.
    private static double neutral(double[] amperes) {
        double squares = 0;
        for (int i = 0; i < 3; i++) {
            squares += amperes[i] * amperes[i] - amperes[i] * amperes[(i + 1) % 3];
        }
        return Math.sqrt(Math.max(squares, 0));
    }

    /// Two voltages a third of a turn apart.
    private static double between(double one, double other) {
        return Math.sqrt(one * one + other * other + one * other);
    }

    private void phase(Readings.Builder readings, Phase phase, double[] now, long instant) {
        double watts = now[0];
        double vars = now[1];
        double apparent = Math.hypot(watts, vars);
        double voltage =
                230.4 + 1.6 * Household.smooth(now[2] / 23, 50 + phase.name().charAt(1)) - watts * 0.00035;
        readings.put(Point.of(Quantity.ACTIVE_POWER, phase), watts, instant)
                .put(Point.of(Quantity.REACTIVE_POWER, phase), vars, instant)
                .put(Point.of(Quantity.APPARENT_POWER, phase), Math.copySign(apparent, watts), instant)
                .put(Point.of(Quantity.POWER_FACTOR, phase), watts / apparent, instant)
                .put(Point.of(Quantity.VOLTAGE, phase), voltage, instant)
                .put(Point.of(Quantity.CURRENT, phase), apparent / voltage, instant);
        counters.active(phase, watts, now[3]);
        counters.reactive(phase, vars, now[3]);
        counters.apparent(phase, apparent, watts >= 0, now[3]);
    }
}
