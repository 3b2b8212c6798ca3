package io.polymeter.view;

import io.polymeter.point.Readings;
import io.polymeter.store.MeterState;
import org.jspecify.annotations.Nullable;

/// What an output shows of a meter: its values, what follows from them, and the power as the output's aids make it.
/// Made once per state. Safe for use by several threads.
public final class AidedReadings {

    /// Shows what was measured, and what follows from it.
    public static final AidedReadings NONE = new AidedReadings(PowerAids.NONE);

    private final PowerAids aids;
    private final PowerFilter filter;
    private volatile @Nullable Made latest;

    private record Made(MeterState from, Readings readings) {}

    /// @param aids what is done to the power
    public AidedReadings(PowerAids aids) {
        this.aids = aids;
        this.filter = new PowerFilter(aids);
    }

    /// What is done to the power.
    public PowerAids aids() {
        return aids;
    }

    /// The readings of a state as they are shown.
    public Readings of(MeterState state) {
        if (aids.equals(PowerAids.NONE)) {
            return state.completed();
        }
        Made known = latest;
        if (known == null || known.from() != state) {
            known = new Made(state, aids.shift().apply(filter.apply(state.completed())));
            latest = known;
        }
        return known.readings();
    }
}
