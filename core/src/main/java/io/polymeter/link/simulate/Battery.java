package io.polymeter.link.simulate;

/// A 10 kWh battery that takes surplus and gives it back, at most 5 kW either way.
final class Battery {

    private static final double CAPACITY = 10_000;
    private static final double MAX_POWER = 5_000;

    private double stored = 0.35 * CAPACITY;

    /// The power it takes (positive) or gives (negative) for the next `seconds`, in watts.
    ///
    /// @param surplus what the house has left over, in watts; negative where it lacks power
    double step(double surplus, double seconds) {
        double power = Math.clamp(surplus, -MAX_POWER, MAX_POWER);
        double room = (CAPACITY - stored) * 3_600 / seconds;
        double supply = (stored - 0.05 * CAPACITY) * 3_600 / seconds;
        power = Math.clamp(power, -Math.max(supply, 0), Math.max(room, 0));
        stored += power * seconds / 3_600;
        return power;
    }

    /// How full it is, 0 to 100 %.
    double stateOfCharge() {
        return 100 * stored / CAPACITY;
    }
}
