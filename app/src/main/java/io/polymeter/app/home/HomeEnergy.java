package io.polymeter.app.home;

import io.polymeter.config.Role;
import io.polymeter.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The energy of a house in a period, in Wh; NaN is not known. Nothing is made up for a part that was not measured:
/// where one is missing, so is whatever would need it.
///
/// @param imported from the grid
/// @param exported into the grid
/// @param produced by all producers
/// @param charged into batteries
/// @param discharged out of batteries
/// @param vehicle into vehicles
/// @param consumed by the house, vehicles included
/// @param covered the part of the period, as far as it is over, in which all meters but the producers were
///     heard; 0 to
/// 1
/// @param without producers that were not heard: asleep, or away. What they count meanwhile is in the
///     period in which they are heard again
public record HomeEnergy(
        double imported,
        double exported,
        double produced,
        double charged,
        double discharged,
        double vehicle,
        double consumed,
        double covered,
        List<String> without) {

    /// What a meter counted.
    ///
    /// @param imported Wh, NaN where it does not count that
    /// @param exported Wh, NaN where it does not count that
    /// @param covered the part of the period in which it was heard
    public record Counted(double imported, double exported, double covered) {

        static final Counted NOTHING = new Counted(Double.NaN, Double.NaN, 0);
    }

    /// Adds up.
    ///
    /// @param counted by meter; a meter that is missing was not heard
    /// @param over the part of the period that is over, above 0 up to 1
    public static HomeEnergy of(HomeParts parts, Map<String, Counted> counted, double over) {
        Sums sums = new Sums(parts, counted);
        double imported = sums.imported(Role.GRID);
        double exported = sums.exported(Role.GRID);
        double produced = sums.exported(Role.PRODUCER);
        List<String> without = parts.of(Role.PRODUCER).stream()
                .filter(name -> !counted.containsKey(name))
                .toList();
        double charged = sums.imported(Role.STORAGE);
        double discharged = sums.exported(Role.STORAGE);
        double consumed = !parts.has(Role.PRODUCER)
                ? Double.NaN
                : imported
                        - exported
                        + (without.size() == parts.of(Role.PRODUCER).size() ? 0 : produced)
                        + (parts.has(Role.STORAGE) ? discharged - charged : 0);
        return new HomeEnergy(
                imported,
                exported,
                produced,
                charged,
                discharged,
                sums.imported(Role.VEHICLE),
                consumed < 0 ? Double.NaN : consumed,
                Math.min(1, sums.covered() / over),
                without);
    }

    private record Sums(HomeParts parts, Map<String, Counted> counted) {

        private double imported(Role role) {
            return total(role, true);
        }

        private double exported(Role role) {
            return total(role, false);
        }

        private double total(Role role, boolean imports) {
            List<String> names = parts.of(role).stream()
                    .filter(name -> role != Role.PRODUCER || counted.containsKey(name))
                    .toList();
            return names.isEmpty()
                    ? Double.NaN
                    : names.stream()
                            .map(name -> counted.getOrDefault(name, Counted.NOTHING))
                            .mapToDouble(each -> imports ? each.imported() : each.exported())
                            .sum();
        }

        /// Of the meter that was heard least.
        private double covered() {
            return parts.meters().entrySet().stream()
                    .filter(part -> part.getKey() != Role.PRODUCER && part.getKey() != Role.CONSUMER)
                    .flatMap(part -> part.getValue().stream())
                    .mapToDouble(
                            name -> counted.getOrDefault(name, Counted.NOTHING).covered())
                    .min()
                    .orElse(0);
        }
    }

    /// The part of what was produced that was not fed into the grid, 0 to 1; NaN where that is not known.
    public double selfConsumption() {
        return produced > 0 ? share((produced - exported) / produced) : Double.NaN;
    }

    /// The part of what was consumed that did not come from the grid, 0 to 1; NaN where that is not known.
    public double selfSufficiency() {
        return consumed > 0 ? share(1 - imported / consumed) : Double.NaN;
    }

    /// A battery that is fed by the grid can make it less than nothing.
    private static double share(double share) {
        return Double.isNaN(share) ? share : Math.max(0, Math.min(1, share));
    }

    /// For programs; what is not known is null.
    public JsonObject json(Instant start, Instant end) {
        return new JsonObject()
                .put("start", start.toString())
                .put("end", end.toString())
                .put("imported_wh", imported)
                .put("exported_wh", exported)
                .put("produced_wh", produced)
                .put("charged_wh", charged)
                .put("discharged_wh", discharged)
                .put("vehicle_wh", vehicle)
                .put("consumed_wh", consumed)
                .put("self_consumption", selfConsumption())
                .put("self_sufficiency", selfSufficiency())
                .put("covered", covered)
                .put("without", without);
    }
}
