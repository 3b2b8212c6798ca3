package io.polymeter.link.simulate;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.util.EnumMap;
import java.util.Map;

/// The counters of a meter: import and export apart, per phase and in total. The total counts what the phases have
/// together, as meters for billing do, so it is less than the sum of the phases' counters.
final class SimulatedCounters {

    private final Map<Quantity, Map<Phase, Double>> values = new EnumMap<>(Quantity.class);

    private enum Pair {
        ACTIVE(Quantity.ACTIVE_ENERGY_IMPORT, Quantity.ACTIVE_ENERGY_EXPORT, 4_211_300),
        REACTIVE(Quantity.REACTIVE_ENERGY_IMPORT, Quantity.REACTIVE_ENERGY_EXPORT, 911_200),
        APPARENT(Quantity.APPARENT_ENERGY_IMPORT, Quantity.APPARENT_ENERGY_EXPORT, 4_602_700);

        private final Quantity in;
        private final Quantity out;
        private final double start;

        Pair(Quantity in, Quantity out, double start) {
            this.in = in;
            this.out = out;
            this.start = start;
        }
    }

    void active(Phase phase, double watts, double seconds) {
        add(Pair.ACTIVE, phase, watts, seconds);
    }

    void reactive(Phase phase, double vars, double seconds) {
        add(Pair.REACTIVE, phase, vars, seconds);
    }

    /// Apparent energy counts to the side on which active power flows.
    void apparent(Phase phase, double voltAmperes, boolean importing, double seconds) {
        add(Pair.APPARENT, phase, importing ? voltAmperes : -voltAmperes, seconds);
    }

    private void add(Pair pair, Phase phase, double power, double seconds) {
        double energy = Math.abs(power) * seconds / 3_600;
        merge(pair.in, phase, pair.start, power > 0 ? energy : 0);
        merge(pair.out, phase, pair.start * 1.37, power < 0 ? energy : 0);
    }

    private void merge(Quantity quantity, Phase phase, double start, double energy) {
        double share = switch (phase) {
            case L1 -> 0.44;
            case L2 -> 0.36;
            case L3 -> 0.29;
            case TOTAL, L12, L23, L31, N, S1, S2, S3, S4, S5, S6, S7, S8 -> 1;
        };
        values.computeIfAbsent(quantity, q -> new EnumMap<>(Phase.class))
                .merge(phase, start * share + energy, (old, fresh) -> old + energy);
    }

    void into(Readings.Builder readings, long instant) {
        values.forEach((quantity, phases) ->
                phases.forEach((phase, value) -> readings.put(Point.of(quantity, phase), value, instant)));
    }
}
