package io.polymeter.twin;

import io.polymeter.regulation.Actuator;
import io.polymeter.regulation.Regulation;

/// A battery behind a consumer: what it can still give and take.
final class TwinBattery {

    private static final double CAPACITY = 10_000 * 3600.0;
    private static final double EFFICIENCY = 0.95;

    private final Actuator actuator;
    private final Regulation.Plant plant;
    private double charge = CAPACITY / 2;
    private double last;
    private double power;

    TwinBattery(Regulation.Plant plant) {
        this.plant = plant;
        this.actuator = new Actuator(plant, 0);
    }

    void command(double moment, double setpoint) {
        actuator.command(moment, setpoint);
    }

    /// Its power at a moment, discharging positive; 0 in a direction in which it is full or empty.
    double power(double moment) {
        double seconds = moment - last;
        charge -= seconds * (power > 0 ? power / EFFICIENCY : power * EFFICIENCY);
        charge = Math.clamp(charge, 0, CAPACITY);
        last = moment;
        double wanted = actuator.power(moment);
        boolean empty = charge <= 0.02 * CAPACITY;
        boolean full = charge >= 0.98 * CAPACITY;
        power = Math.clamp(wanted, full ? 0 : -plant.charge(), empty ? 0 : plant.discharge());
        actuator.hold(power);
        return power;
    }

    /// How full it is, 0 to 1.
    double stateOfCharge() {
        return charge / CAPACITY;
    }
}
