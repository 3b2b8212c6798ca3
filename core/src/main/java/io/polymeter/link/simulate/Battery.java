package io.polymeter.link.simulate;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;

/// A 10 kWh battery that takes surplus and gives it back, at most 5 kW either way.
final class Battery {

    private static final double CAPACITY = 10_000;
    private static final double MAX_POWER = 5_000;

    private static final int DISCHARGING = 3;
    private static final int CHARGING = 4;
    private static final int HOLDING = 6;

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

    /// Does what something else decides.
    ///
    /// @return the power it takes
    double follow(HouseholdStage.Storage told) {
        stored = told.charge() * CAPACITY;
        return told.power();
    }

    /// What its inverter shows of it, beside what a meter there would.
    ///
    /// @param power that it takes, in watts
    Readings into(Readings readings, double power, long instant) {
        double volts = 48 + stateOfCharge() / 16;
        int state = power > 5 ? CHARGING : power < -5 ? DISCHARGING : HOLDING;
        return readings.toBuilder()
                .put(Point.of(Quantity.STATE_OF_CHARGE), stateOfCharge(), instant)
                .put(Point.of(Quantity.STATE_OF_HEALTH), 97, instant)
                .put(Point.of(Quantity.CAPACITY), CAPACITY, instant)
                .put(Point.of(Quantity.CHARGE_STATE), state, instant)
                .put(Point.of(Quantity.VENDOR_STATE), state, instant)
                .put(Point.of(Quantity.DC_VOLTAGE), volts, instant)
                .put(Point.of(Quantity.DC_CURRENT), power / volts, instant)
                .put(Point.of(Quantity.DC_POWER), power, instant)
                .put(Point.of(Quantity.CELL_TEMPERATURE), 23.5, instant)
                .put(Point.of(Quantity.RATED_POWER), MAX_POWER, instant)
                .build();
    }

    /// How full it is, 0 to 100 %.
    double stateOfCharge() {
        return 100 * stored / CAPACITY;
    }
}
