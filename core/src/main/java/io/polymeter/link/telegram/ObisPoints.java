package io.polymeter.link.telegram;

import io.polymeter.message.Message;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Unit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Turns the codes of a telegram into points. Pure.
///
/// Power is positive when it flows into the site. Where a meter tells both directions apart, each as a magnitude,
/// the value is the difference; where it tells one alone and that is 0, the other is unknown and so is the value.
final class ObisPoints {

    private static final Map<Obis, Point> DIRECT = direct();
    private static final Map<Phase, Integer> STEPS = Map.of(Phase.TOTAL, 0, Phase.L1, 20, Phase.L2, 40, Phase.L3, 60);
    private static final int TARIFFS = 8;

    private final Telegram telegram;
    private final Map<Point, Double> points = new LinkedHashMap<>();
    private final Set<Telegram.Refusal> refusals;

    private ObisPoints(Telegram telegram) {
        this.telegram = telegram;
        this.refusals = new TreeSet<>(Comparator.comparing(Telegram.Refusal::toString));
        refusals.addAll(telegram.refusals());
    }

    /// Points and what was refused.
    record Result(Map<Point, Double> points, Set<Telegram.Refusal> refusals) {}

    static Result of(Telegram telegram) {
        ObisPoints result = new ObisPoints(telegram);
        DIRECT.forEach(result::direct);
        STEPS.forEach((phase, step) -> {
            result.power(Point.of(Quantity.ACTIVE_POWER, phase), step);
            Point reactive = Point.of(Quantity.REACTIVE_POWER, phase);
            result.difference(reactive, Obis.of(3 + step, 7, 0), Obis.of(4 + step, 7, 0));
        });
        result.tariffs(Quantity.ACTIVE_ENERGY_IMPORT, 1);
        result.tariffs(Quantity.ACTIVE_ENERGY_EXPORT, 2);
        return new Result(result.points, result.refusals);
    }

    /// What is a point as it is: all but power, whose sign needs a second look, and power factor, whose sign meters
    /// do not agree on.
    private static Map<Obis, Point> direct() {
        Map<Obis, Point> codes = new HashMap<>();
        for (Point point : Point.all()) {
            boolean taken = switch (point.quantity()) {
                case VOLTAGE, CURRENT, FREQUENCY -> true;
                case ACTIVE_ENERGY_IMPORT, ACTIVE_ENERGY_EXPORT -> true;
                case REACTIVE_ENERGY_IMPORT, REACTIVE_ENERGY_EXPORT -> true;
                default -> false;
            };
            if (taken) {
                point.obis().map(Obis::parse).ifPresent(code -> codes.put(code, point));
            }
        }
        codes.put(Obis.of(91, 7, 0), Point.of(Quantity.CURRENT, Phase.N));
        return codes;
    }

    private void direct(Obis code, Point point) {
        double value = value(code, point.unit());
        if (!Double.isNaN(value)) {
            points.put(point, value);
        }
    }

    private void power(Point point, int step) {
        double signed = value(Obis.of(16 + step, 7, 0), Unit.WATT);
        if (!Double.isNaN(signed)) {
            points.put(point, signed);
        } else {
            difference(point, Obis.of(1 + step, 7, 0), Obis.of(2 + step, 7, 0));
        }
    }

    private void difference(Point point, Obis importing, Obis exporting) {
        double in = value(importing, point.unit());
        double out = value(exporting, point.unit());
        if (in < 0 || out < 0) {
            refusals.add(new Telegram.Refusal(
                    (in < 0 ? importing : exporting).toString(), Message.of("field-negative", "is negative")));
        } else if (!Double.isNaN(in) && !Double.isNaN(out)) {
            points.put(point, in - out);
        } else if (in > 0) {
            points.put(point, in);
        } else if (out > 0) {
            points.put(point, -out);
        }
    }

    /// A total that a meter does not tell is the sum of its tariffs; those are of one telegram.
    private void tariffs(Quantity quantity, int c) {
        Point point = Point.of(quantity);
        if (points.containsKey(point) || telegram.values().containsKey(Obis.of(c, 8, 0))) {
            return;
        }
        double sum = Double.NaN;
        for (int tariff = 1; tariff <= TARIFFS; tariff++) {
            Obis code = Obis.of(c, 8, tariff);
            if (telegram.refusals().stream().anyMatch(refusal -> refusal.field().equals(code.toString()))) {
                return;
            }
            double value = value(code, point.unit());
            if (!Double.isNaN(value)) {
                sum = Double.isNaN(sum) ? value : sum + value;
            } else if (telegram.values().containsKey(code)) {
                return;
            }
        }
        if (!Double.isNaN(sum)) {
            points.put(point, sum);
        }
    }

    private double value(Obis code, Unit unit) {
        Telegram.Value value = telegram.values().get(code);
        if (value == null) {
            return Double.NaN;
        }
        if (value.unit() != unit) {
            String found = value.unit().symbol();
            refusals.add(new Telegram.Refusal(
                    code.toString(),
                    found.isEmpty()
                            ? Message.of("field-unit-missing", "has no unit, not {unit}", unit.symbol())
                            : Message.of("field-other-unit", "has {found}, not {unit}", found, unit.symbol())));
            return Double.NaN;
        }
        return value.number();
    }
}
