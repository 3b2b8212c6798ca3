package io.polymeter.point;

/// What a source that measures one phase says of the whole. Pure functions.
///
/// The other phases stay absent: nobody measured them. Where the total and a phase are given apart, both are left
/// as they are.
public final class SinglePhase {

    private SinglePhase() {}

    /// The readings of a source that belongs to a phase: what it says without a phase is that phase's value, and
    /// what the phase has is the total, marked as derived.
    ///
    /// @param phase L1, L2 or L3
    /// @throws IllegalArgumentException for anything else
    public static Readings on(Phase phase, Readings readings) {
        if (phase != Phase.L1 && phase != Phase.L2 && phase != Phase.L3) {
            throw new IllegalArgumentException(phase + " is no phase of its own");
        }
        Readings.Builder result = readings.toBuilder();
        for (Quantity quantity : Quantity.values()) {
            if (belongsToPhases(quantity)) {
                on(Point.of(quantity), Point.of(quantity, phase), readings, result);
            }
        }
        return result.build();
    }

    private static void on(Point total, Point own, Readings readings, Readings.Builder result) {
        if (readings.has(total) && !readings.has(own)) {
            double value = readings.value(total);
            result.put(own, value, readings.instant(total), readings.derived(total));
            result.put(total, value, readings.instant(total), true);
        } else if (readings.has(own) && !readings.has(total)) {
            result.put(total, readings.value(own), readings.instant(own), true);
        }
    }

    /// True for a quantity that each phase has, and of which one phase's value is the whole where there are no
    /// others.
    public static boolean belongsToPhases(Quantity quantity) {
        return switch (quantity) {
            case ACTIVE_POWER,
                    REACTIVE_POWER,
                    APPARENT_POWER,
                    POWER_FACTOR,
                    CURRENT,
                    VOLTAGE,
                    ACTIVE_ENERGY_IMPORT,
                    ACTIVE_ENERGY_EXPORT,
                    REACTIVE_ENERGY_IMPORT,
                    REACTIVE_ENERGY_EXPORT,
                    APPARENT_ENERGY_IMPORT,
                    APPARENT_ENERGY_EXPORT -> true;
            default -> false;
        };
    }
}
