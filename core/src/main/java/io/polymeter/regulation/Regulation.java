package io.polymeter.regulation;

/// How a consumer regulates, as numbers: what it does with the grid power it reads, and how its battery or
/// inverter follows. Powers are watts (discharging positive), times are seconds.
///
/// @param law what it does with a reading
/// @param gain of the difference to `target`, per reading; of the accumulated difference for [Law#PI]
/// @param proportional gain of the present difference, for [Law#PI] alone
/// @param step the most it changes at one reading, or exactly what it changes for [Law#RELAY]; 0 is no limit
/// @param deadband differences below this are left alone
/// @param target the grid power it wants
/// @param poll time between two readings
/// @param jitter of that time, as a share of it
/// @param plant what it moves
public record Regulation(
        Law law,
        double gain,
        double proportional,
        double step,
        double deadband,
        double target,
        double poll,
        double jitter,
        Plant plant) {

    /// What is done with a reading.
    public enum Law {
        /// The setpoint moves by the difference.
        INTEGRATOR,
        /// The setpoint is the own measured power and the difference.
        ADD,
        /// Accumulated and present difference.
        PI,
        /// The setpoint moves by one step in the direction of the difference.
        RELAY,
        /// The setpoint moves by steps that grow while the direction stays; a jump that the own power does not
        /// explain is held once.
        ACCELERATING
    }

    /// What moves.
    ///
    /// @param delay from a new setpoint to the first movement
    /// @param ramp watts a second
    /// @param lag time constant of the approach; 0 for none
    /// @param charge the most it charges with, as a positive number
    /// @param discharge the most it discharges with
    public record Plant(double delay, double ramp, double lag, double charge, double discharge) {
        public Plant {
            if (!(delay >= 0 && ramp > 0 && lag >= 0 && charge >= 0 && discharge >= 0)) {
                throw new IllegalArgumentException("Not a plant: negative time, power, or no ramp");
            }
        }
    }

    public Regulation {
        if (!(poll > 0 && jitter >= 0 && jitter < 1 && gain >= 0 && deadband >= 0 && step >= 0)) {
            throw new IllegalArgumentException("Not a regulation: negative gain, or no time between readings");
        }
    }

    /// An integrator that reads every second, on a battery of 2.5 kW that moves 800 W a second after 0.3 s.
    public static Regulation integrator(double gain) {
        return new Regulation(Law.INTEGRATOR, gain, 0, 0, 0, 0, 1, 0.02, new Plant(0.3, 800, 0, 2500, 2500));
    }

    /// The same with another law.
    public Regulation with(Law other) {
        return new Regulation(other, gain, proportional, step, deadband, target, poll, jitter, plant);
    }

    /// The same with another gain.
    public Regulation gain(double other) {
        return new Regulation(law, other, proportional, step, deadband, target, poll, jitter, plant);
    }

    /// The same with a proportional part.
    public Regulation proportional(double other) {
        return new Regulation(law, gain, other, step, deadband, target, poll, jitter, plant);
    }

    /// The same with a step and a deadband.
    public Regulation steps(double other, double band) {
        return new Regulation(law, gain, proportional, other, band, target, poll, jitter, plant);
    }

    /// The same with another time between two readings.
    public Regulation every(double seconds) {
        return new Regulation(law, gain, proportional, step, deadband, target, seconds, jitter, plant);
    }

    /// The same on another plant.
    public Regulation on(Plant other) {
        return new Regulation(law, gain, proportional, step, deadband, target, poll, jitter, other);
    }
}
