package io.polymeter.link.shelly;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.PhasePowers;
import io.polymeter.view.ShownValues;
import java.util.List;

/// Values as the components EM and EMData of a Shelly hold them: three phases a, b and c, positive where energy is
/// taken from the grid. Currents, apparent powers and power factors are magnitudes. What is not known is null.
///
/// @param values of the meter
/// @param rule how phases come from a total
record EnergyMeterStatus(ShownValues values, PhaseRule rule) {

    static final List<Phase> PHASES = List.of(Phase.L1, Phase.L2, Phase.L3);
    static final List<String> LETTERS = List.of("a", "b", "c");

    private static final String FAILURE = "power_meter_failure";

    /// The status of `em:0`; while power cannot be told, all is null beside the device's own word for that.
    JsonObject power() {
        boolean lost = values.lost() != null;
        JsonObject status = new JsonObject().put("id", 0);
        List<Double> powers = powers();
        for (int i = 0; i < PHASES.size(); i++) {
            Phase phase = PHASES.get(i);
            String letter = LETTERS.get(i) + "_";
            status.put(letter + "current", magnitude(lost, Point.of(Quantity.CURRENT, phase), 3));
            status.put(letter + "voltage", magnitude(lost, Point.of(Quantity.VOLTAGE, phase), 1));
            status.put(letter + "act_power", number(lost, powers.get(i), 1));
            status.put(letter + "aprt_power", magnitude(lost, Point.of(Quantity.APPARENT_POWER, phase), 1));
            status.put(letter + "pf", magnitude(lost, Point.of(Quantity.POWER_FACTOR, phase), 2));
            status.put(letter + "freq", magnitude(lost, Point.of(Quantity.FREQUENCY), 1));
        }
        status.put("n_current", magnitude(lost, Point.of(Quantity.CURRENT, Phase.N), 3));
        status.put("total_current", magnitude(lost, Point.of(Quantity.CURRENT), 3));
        status.put("total_act_power", number(lost, values.value(Point.of(Quantity.ACTIVE_POWER)), 3));
        status.put("total_aprt_power", magnitude(lost, Point.of(Quantity.APPARENT_POWER), 3));
        status.put("user_calibrated_phase", List.of());
        return lost ? status.put("errors", List.of(FAILURE)) : status;
    }

    /// The power of each phase. Where the phases that are known make up the total, nothing flows in the others, as
    /// on a device that has nothing connected there.
    List<Double> powers() {
        List<Double> powers = PhasePowers.of(values::value, rule).watts();
        double sum = powers.stream()
                .filter(Double::isFinite)
                .mapToDouble(Double::doubleValue)
                .sum();
        double total = values.value(Point.of(Quantity.ACTIVE_POWER));
        boolean whole = powers.stream().anyMatch(Double::isFinite) && Math.abs(sum - total) < 1;
        return whole
                ? powers.stream()
                        .map(each -> Double.isFinite(each) ? each : 0.0)
                        .toList()
                : powers;
    }

    /// True where the energy taken can be told.
    boolean hasEnergy() {
        return Double.isFinite(values.value(Point.of(Quantity.ACTIVE_ENERGY_IMPORT)));
    }

    /// The status of `emdata:0`, in Wh.
    JsonObject energy() {
        JsonObject status = new JsonObject().put("id", 0);
        for (int i = 0; i < PHASES.size(); i++) {
            String letter = LETTERS.get(i);
            status.put(letter + "_total_act_energy", energy(Quantity.ACTIVE_ENERGY_IMPORT, PHASES.get(i)));
            status.put(letter + "_total_act_ret_energy", energy(Quantity.ACTIVE_ENERGY_EXPORT, PHASES.get(i)));
        }
        return status.put("total_act", energy(Quantity.ACTIVE_ENERGY_IMPORT, Phase.TOTAL))
                .put("total_act_ret", energy(Quantity.ACTIVE_ENERGY_EXPORT, Phase.TOTAL));
    }

    /// The status of the first generation's three meters, whose word for a missing value is `is_valid`.
    JsonObject firstGeneration() {
        boolean lost = values.lost() != null;
        List<Double> powers = powers();
        JsonObject status = new JsonObject();
        List<Integer> indices = List.of(0, 1, 2);
        status.put("emeters", indices, index -> emeter(index, lost, powers.get(index)));
        return status.put("total_power", number(lost, values.value(Point.of(Quantity.ACTIVE_POWER)), 2));
    }

    private JsonObject emeter(int index, boolean lost, double watts) {
        Phase phase = PHASES.get(index);
        return new JsonObject()
                .put("power", number(lost, watts, 2))
                .put("pf", magnitude(lost, Point.of(Quantity.POWER_FACTOR, phase), 2))
                .put("current", magnitude(lost, Point.of(Quantity.CURRENT, phase), 2))
                .put("voltage", magnitude(lost, Point.of(Quantity.VOLTAGE, phase), 2))
                .put("is_valid", !lost && Double.isFinite(watts))
                .put("total", energy(Quantity.ACTIVE_ENERGY_IMPORT, phase))
                .put("total_returned", energy(Quantity.ACTIVE_ENERGY_EXPORT, phase));
    }

    private JsonValue energy(Quantity quantity, Phase phase) {
        return FixedNumber.of(values.value(Point.of(quantity, phase)), 2);
    }

    private JsonValue magnitude(boolean lost, Point point, int decimals) {
        return number(lost, Math.abs(values.value(point)), decimals);
    }

    private static JsonValue number(boolean lost, double value, int decimals) {
        return lost ? JsonValue.NullValue.NULL : FixedNumber.of(value, decimals);
    }
}
