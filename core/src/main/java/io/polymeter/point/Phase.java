package io.polymeter.point;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// Where a quantity is measured: the whole connection, one phase against neutral, between two phases, or one string
/// of photovoltaic modules.
public enum Phase {
    TOTAL,
    L1,
    L2,
    L3,
    /// Between L1 and L2.
    L12,
    L23,
    L31,
    N,
    /// The first string, or the first tracker, of an inverter.
    S1,
    S2,
    S3,
    S4,
    S5,
    S6,
    S7,
    S8;

    /// The places of an alternating current.
    public static final Set<Phase> AC = Collections.unmodifiableSet(EnumSet.range(TOTAL, N));

    /// The places of a direct current: its total, and each string. Single letters and pairs are for devices that say
    /// phases of it.
    static final Set<Phase> DC = Collections.unmodifiableSet(EnumSet.allOf(Phase.class));

    /// True for a string of modules.
    public boolean isString() {
        return compareTo(N) > 0;
    }
}
