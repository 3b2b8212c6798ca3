package io.polymeter.config;

/// What a meter measures in a house: it says what its power's sign means, and which counter goes with it.
public enum Role {
    /// The connection to the grid: import is positive, export negative.
    GRID,
    /// What produces, such as photovoltaics: producing is positive, and counts as export.
    PRODUCER,
    /// A battery: charging is positive and counts as import, discharging is negative and counts as export.
    STORAGE,
    /// What takes: positive.
    CONSUMER,
    /// A charging point: positive while it charges a vehicle.
    VEHICLE
}
