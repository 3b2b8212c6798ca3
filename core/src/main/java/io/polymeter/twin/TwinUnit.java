package io.polymeter.twin;

import io.polymeter.regulation.Regulation;
import java.util.function.DoubleUnaryOperator;

/// A battery behind an output. Unless it is said to be another one, it is of 10 kWh, half full, and on all three
/// phases.
///
/// @param regulation how it regulates
/// @param capacity watt-hours
/// @param charge how full it is at first, 0 to 1
/// @param efficiency of each direction, 0 to 1
/// @param phase the one that it works on and whose power it reads, 1 to 3; 0 for all and their sum
/// @param start seconds from rest until it moves
/// @param power what it does at first, discharging positive, watts
/// @param solar what comes in on its direct-current side, watts at a second
public record TwinUnit(
        Regulation regulation,
        double capacity,
        double charge,
        double efficiency,
        int phase,
        double start,
        double power,
        DoubleUnaryOperator solar) {

    public TwinUnit {
        boolean share = charge >= 0 && charge <= 1 && efficiency > 0 && efficiency <= 1;
        if (!share || !(capacity > 0) || !(start >= 0) || phase < 0 || phase > 3) {
            throw new IllegalArgumentException("Not a battery: no capacity, share beyond 0 to 1, or no such phase");
        }
    }

    /// One that has what is usual.
    public static TwinUnit of(Regulation regulation) {
        return new TwinUnit(regulation, 10_000, 0.5, 0.95, 0, 0, 0, _ -> 0);
    }

    /// The same with another capacity in watt-hours, so full, and without losses.
    public TwinUnit ideal(double other, double full) {
        return new TwinUnit(regulation, other, full, 1, phase, start, power, solar);
    }

    /// The same on one phase.
    public TwinUnit on(int other) {
        return new TwinUnit(regulation, capacity, charge, efficiency, other, start, power, solar);
    }

    /// The same that needs so many seconds from rest until it moves, and does so much at first.
    public TwinUnit starting(double seconds, double watts) {
        return new TwinUnit(regulation, capacity, charge, efficiency, phase, seconds, watts, solar);
    }

    /// The same with solar power behind it.
    public TwinUnit behind(DoubleUnaryOperator other) {
        return new TwinUnit(regulation, capacity, charge, efficiency, phase, start, power, other);
    }
}
