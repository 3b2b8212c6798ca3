package io.polymeter.link.simulate;

import java.time.Duration;

/// What is around a simulated house that does not go by the script: its time, and a battery that something regulates.
/// Asked from the threads of all its meters.
public interface HouseholdStage {

    /// What the battery does.
    ///
    /// @param power in watts, charging positive
    /// @param charge how full it is, 0 to 1
    record Storage(double power, double charge) {}

    /// The second of the day at a moment of the monotonic clock.
    double second(long nanos);

    /// How many seconds of the house go by in one.
    double speed();

    /// How often a meter measures.
    Duration cycle(String meter);

    /// How long after that it shows what it has measured; less than its cycle.
    Duration lag(String meter);

    /// What the battery does at a moment of the monotonic clock.
    Storage storage(long nanos);
}
