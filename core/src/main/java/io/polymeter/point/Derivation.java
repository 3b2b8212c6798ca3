package io.polymeter.point;

import java.util.List;

/// What follows exactly from what a meter measures, for faces of devices that measure more of it. Pure functions.
///
/// Nothing measured is replaced. What is added is marked as derived and is as old as the oldest value it follows from;
/// what does not follow stays absent: the sign of a reactive power does not follow from apparent and active power, and
/// the energy of three phases is not the sum of theirs in a meter that nets them.
///
/// Line voltages are those of three phases 120° apart (law of cosines), so they need all three phase voltages. Apparent
/// power and power factor have the sign of the active power, as in the meters of KOSTAL and SunSpec.
public final class Derivation {

    private static final List<Phase> PHASES = List.of(Phase.L1, Phase.L2, Phase.L3);

    /// How far the ratio of two rounded powers may exceed 1.
    private static final double MAX_ROUNDING = 1.05;

    private final Readings.Builder readings;
    private boolean changed;

    private Derivation(Readings measured) {
        readings = measured.toBuilder();
    }

    /// The readings with all that follows from them.
    public static Readings complete(Readings measured) {
        Derivation derivation = new Derivation(measured);
        derivation.voltages();
        derivation.total(Quantity.ACTIVE_POWER);
        derivation.total(Quantity.REACTIVE_POWER);
        PHASES.forEach(derivation::phase);
        derivation.total(Quantity.CURRENT);
        derivation.whole();
        return derivation.changed ? derivation.readings.build() : measured;
    }

    private void voltages() {
        Point a = Point.of(Quantity.VOLTAGE, Phase.L1);
        Point b = Point.of(Quantity.VOLTAGE, Phase.L2);
        Point c = Point.of(Quantity.VOLTAGE, Phase.L3);
        double mean = (value(a) + value(b) + value(c)) / 3;
        derive(Point.of(Quantity.VOLTAGE), mean, a, b, c);
        if (Double.isNaN(mean)) {
            return;
        }
        line(Phase.L12, a, b);
        line(Phase.L23, b, c);
        line(Phase.L31, c, a);
        Point ab = Point.of(Quantity.LINE_VOLTAGE, Phase.L12);
        Point bc = Point.of(Quantity.LINE_VOLTAGE, Phase.L23);
        Point ca = Point.of(Quantity.LINE_VOLTAGE, Phase.L31);
        derive(Point.of(Quantity.LINE_VOLTAGE), (value(ab) + value(bc) + value(ca)) / 3, ab, bc, ca);
    }

    private void line(Phase pair, Point one, Point other) {
        double u = value(one);
        double v = value(other);
        derive(Point.of(Quantity.LINE_VOLTAGE, pair), Math.sqrt(u * u + v * v + u * v), one, other);
    }

    private void total(Quantity quantity) {
        Point a = Point.of(quantity, Phase.L1);
        Point b = Point.of(quantity, Phase.L2);
        Point c = Point.of(quantity, Phase.L3);
        derive(Point.of(quantity), value(a) + value(b) + value(c), a, b, c);
    }

    private void phase(Phase phase) {
        Point active = Point.of(Quantity.ACTIVE_POWER, phase);
        Point apparent = Point.of(Quantity.APPARENT_POWER, phase);
        Point voltage = Point.of(Quantity.VOLTAGE, phase);
        Point current = Point.of(Quantity.CURRENT, phase);
        double power = value(active);
        derive(apparent, signed(value(voltage) * value(current), power), active, voltage, current);
        powers(phase);
        derive(current, Math.abs(value(apparent)) / value(voltage), apparent, voltage);
    }

    private void whole() {
        Point a = Point.of(Quantity.APPARENT_POWER, Phase.L1);
        Point b = Point.of(Quantity.APPARENT_POWER, Phase.L2);
        Point c = Point.of(Quantity.APPARENT_POWER, Phase.L3);
        powers(Phase.TOTAL);
        Point active = Point.of(Quantity.ACTIVE_POWER);
        double sum = Math.abs(value(a)) + Math.abs(value(b)) + Math.abs(value(c));
        derive(Point.of(Quantity.APPARENT_POWER), signed(sum, value(active)), active, a, b, c);
        factor(Phase.TOTAL);
    }

    /// Apparent power and power factor from each other.
    private void powers(Phase phase) {
        Point active = Point.of(Quantity.ACTIVE_POWER, phase);
        Point reactive = Point.of(Quantity.REACTIVE_POWER, phase);
        Point apparent = Point.of(Quantity.APPARENT_POWER, phase);
        Point factor = Point.of(Quantity.POWER_FACTOR, phase);
        double power = value(active);
        derive(apparent, signed(Math.hypot(power, value(reactive)), power), active, reactive);
        derive(apparent, signed(power / value(factor), power), active, factor);
        factor(phase);
    }

    /// Not there where nothing flows: then it is not defined.
    private void factor(Phase phase) {
        Point active = Point.of(Quantity.ACTIVE_POWER, phase);
        Point apparent = Point.of(Quantity.APPARENT_POWER, phase);
        double ratio = value(active) / Math.abs(value(apparent));
        // Both are rounded: their ratio may come out a little beyond 1. Further beyond, one of them is wrong.
        if (Math.abs(ratio) > 1 && Math.abs(ratio) < MAX_ROUNDING) {
            ratio = Math.signum(ratio);
        } else if (Math.abs(ratio) >= MAX_ROUNDING) {
            return;
        }
        derive(Point.of(Quantity.POWER_FACTOR, phase), ratio, active, apparent);
    }

    private static double signed(double magnitude, double power) {
        return Double.isNaN(power) ? Double.NaN : power < 0 ? -Math.abs(magnitude) : Math.abs(magnitude);
    }

    private double value(Point point) {
        return readings.value(point);
    }

    private void derive(Point point, double value, Point... from) {
        if (!Double.isFinite(value) || !Double.isNaN(value(point))) {
            return;
        }
        long oldest = readings.instant(from[0]);
        for (Point part : from) {
            long instant = readings.instant(part);
            oldest = instant - oldest < 0 ? instant : oldest;
        }
        readings.put(point, value, oldest, true);
        changed = true;
    }
}
