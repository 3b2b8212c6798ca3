package io.polymeter.view;

import io.polymeter.store.MeterState;

/// A meter as the registers of a device.
public interface RegisterView {

    /// Answers one read from one state.
    ///
    /// @param address zero-based
    /// @param quantity 1 to 125
    /// @param now nanoseconds of the monotonic clock
    Served read(MeterState state, int address, int quantity, long now);

    /// The state whose image holds what this view shows: the meter's own registers, or its values as another
    /// device's.
    ///
    /// @param now nanoseconds of the monotonic clock
    default MeterState shown(MeterState state, long now) {
        return state;
    }
}
