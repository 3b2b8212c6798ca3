package io.polymeter.twin;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/// The house: what it draws on each phase, what its batteries do, and what a meter in it therefore measures.
final class TwinPlant {

    private static final double VOLTAGE = 230;
    private static final List<Phase> PHASES = List.of(Phase.L1, Phase.L2, Phase.L3);

    private final List<DoubleUnaryOperator> phases;
    private final Map<String, TwinConsumer> consumers;
    private double imported;
    private double exported;
    private double last;

    /// @param phases what is drawn on each phase at a second, less what is produced there
    /// @param consumers those there are, and those that will be added
    TwinPlant(List<DoubleUnaryOperator> phases, Map<String, TwinConsumer> consumers) {
        this.phases = List.copyOf(phases);
        this.consumers = consumers;
    }

    double load(double second) {
        double sum = 0;
        for (DoubleUnaryOperator phase : phases) {
            sum += phase.applyAsDouble(second);
        }
        return sum;
    }

    double actuators(double second) {
        double sum = 0;
        for (TwinConsumer consumer : consumers.values()) {
            sum += consumer.battery().power(second);
        }
        return sum;
    }

    /// What the batteries deliver on each phase.
    private double[] delivered(double second) {
        double[] delivered = new double[PHASES.size()];
        for (TwinConsumer consumer : consumers.values()) {
            double power = consumer.battery().power(second);
            for (int i = 0; i < delivered.length; i++) {
                delivered[i] += consumer.phase() == 0 ? power / 3 : consumer.phase() == i + 1 ? power : 0;
            }
        }
        return delivered;
    }

    /// What a meter at the grid measures.
    ///
    /// @param noise what the meter adds, watts
    Readings grid(double second, long instant, double noise) {
        double[] delivered = delivered(second);
        double total = 0;
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (int i = 0; i < PHASES.size(); i++) {
            double power = phases.get(i).applyAsDouble(second) - delivered[i] + noise / 3;
            total += power;
            phase(readings, PHASES.get(i), power, instant);
        }
        double hours = (second - last) / 3600;
        imported += Math.max(0, total) * hours;
        exported += Math.max(0, -total) * hours;
        last = second;
        return readings.put(Point.of(Quantity.ACTIVE_POWER), total, instant)
                .put(Point.of(Quantity.FREQUENCY), 50, instant)
                .put(Point.of(Quantity.ACTIVE_ENERGY_IMPORT), imported, instant)
                .put(Point.of(Quantity.ACTIVE_ENERGY_EXPORT), exported, instant)
                .build();
    }

    /// What the meter of a battery measures: charging is positive.
    static Readings battery(TwinConsumer consumer, double second, long instant) {
        double power = -consumer.battery().power(second);
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (Phase phase : PHASES) {
            phase(readings, phase, power / 3, instant);
        }
        return readings.put(Point.of(Quantity.ACTIVE_POWER), power, instant)
                .put(
                        Point.of(Quantity.STATE_OF_CHARGE),
                        100 * consumer.battery().stateOfCharge(),
                        instant)
                .build();
    }

    private static void phase(Readings.Builder readings, Phase phase, double power, long instant) {
        readings.put(Point.of(Quantity.ACTIVE_POWER, phase), power, instant)
                .put(Point.of(Quantity.VOLTAGE, phase), VOLTAGE, instant)
                .put(Point.of(Quantity.CURRENT, phase), Math.abs(power) / VOLTAGE, instant);
    }
}
