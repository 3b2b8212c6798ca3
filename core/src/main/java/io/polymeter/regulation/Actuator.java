package io.polymeter.regulation;

import java.util.ArrayDeque;

/// A battery's inverter: follows its setpoint after a delay, no faster than its ramp. Its power between two
/// moments is computed, not stepped, where it has no lag. One thread; moments are seconds and never go back.
public final class Actuator {

    private static final double FINE = 0.05;

    private final Regulation.Plant plant;
    private final ArrayDeque<Command> coming = new ArrayDeque<>();
    private double now;
    private double power;
    private double goal;

    private record Command(double at, double power) {}

    /// @param power what it does at moment 0
    public Actuator(Regulation.Plant plant, double power) {
        this.plant = plant;
        this.power = power;
        this.goal = power;
    }

    /// Takes a setpoint at a moment.
    public void command(double moment, double setpoint) {
        coming.add(new Command(moment + plant.delay(), setpoint));
    }

    /// Its power at a moment, discharging positive, watts.
    public double power(double moment) {
        while (!coming.isEmpty() && coming.getFirst().at() <= moment) {
            Command command = coming.remove();
            advance(command.at());
            goal = command.power();
        }
        advance(moment);
        return power;
    }

    /// Its power at the last moment it was asked for.
    public double power() {
        return power;
    }

    /// Something else holds it at a power now: a battery that is full or empty.
    public void hold(double at) {
        power = at;
    }

    private void advance(double moment) {
        if (plant.lag() == 0) {
            move(goal - power, moment - now);
            now = Math.max(now, moment);
            return;
        }
        while (now < moment) {
            double step = Math.min(FINE, moment - now);
            move((goal - power) * (1 - Math.exp(-step / plant.lag())), step);
            now += step;
        }
    }

    private void move(double distance, double seconds) {
        double most = plant.ramp() * Math.max(0, seconds);
        power += Math.clamp(distance, -most, most);
    }
}
