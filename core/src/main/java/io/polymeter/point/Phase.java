package io.polymeter.point;

/// Where a quantity is measured: the whole connection, one phase against neutral, or between two phases.
public enum Phase {
    TOTAL,
    L1,
    L2,
    L3,
    /// Between L1 and L2.
    L12,
    L23,
    L31,
    N
}
