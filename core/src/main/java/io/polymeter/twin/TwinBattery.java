package io.polymeter.twin;

import io.polymeter.regulation.Actuator;
import io.polymeter.regulation.Regulation;

/// A battery behind a consumer: what it can still give and take.
final class TwinBattery {

    private static final double STANDBY = 5;

    private final TwinUnit unit;
    private final Actuator actuator;
    private final Regulation.Plant plant;
    private final double capacity;
    private double charge;
    private double last;
    private double power;
    private double ready = Double.NaN;

    TwinBattery(TwinUnit unit) {
        this.unit = unit;
        this.plant = unit.regulation().plant();
        this.actuator = new Actuator(plant, unit.power());
        this.capacity = unit.capacity() * 3600;
        this.charge = capacity * unit.charge();
        this.power = unit.power();
    }

    void command(double moment, double setpoint) {
        actuator.command(unit.start() == 0 ? moment : started(moment, setpoint), setpoint);
    }

    /// From rest it needs a moment, whatever it is told.
    private double started(double moment, double setpoint) {
        boolean rests = Math.abs(power) < STANDBY;
        if (rests && Math.abs(setpoint) < STANDBY) {
            ready = Double.NaN;
            return moment;
        }
        if (Double.isNaN(ready)) {
            ready = rests ? moment + unit.start() : moment;
        }
        return Math.max(moment, ready);
    }

    /// Its power at a moment, discharging positive; 0 in a direction in which it is full or empty, beside what
    /// comes in behind it.
    double power(double moment) {
        double seconds = moment - last;
        double solar = unit.solar().applyAsDouble(moment);
        charge += seconds * (solar - (power > 0 ? power / unit.efficiency() : power * unit.efficiency()));
        charge = Math.clamp(charge, 0, capacity);
        last = moment;
        double wanted = actuator.power(moment);
        double through = Math.min(solar, plant.discharge());
        double least = charge >= 0.98 * capacity ? through : -plant.charge();
        double most = charge <= 0.02 * capacity ? through : plant.discharge();
        power = Math.clamp(wanted, least, most);
        actuator.hold(power);
        return power;
    }

    /// Its power at the last moment it was asked for.
    double power() {
        return power;
    }

    /// How full it is, 0 to 1.
    double stateOfCharge() {
        return charge / capacity;
    }
}
