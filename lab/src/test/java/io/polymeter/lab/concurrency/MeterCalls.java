package io.polymeter.lab.concurrency;

import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import io.polymeter.store.MeterStore;
import org.jetbrains.lincheck.datastructures.Operation;

/// A meter that is written by several sources and read by others: a state is whole, and no update is lost.
public final class MeterCalls {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point CURRENT = Point.parse("current.L1").orElseThrow();

    private final Meter meter = new MeterStore().add("meter", null);

    /// One watt more, and one ampere.
    @Operation
    public String update() {
        return words(meter.update(state -> {
            Readings known = state.measured();
            double next = known.has(POWER) ? known.value(POWER) + 1 : 1;
            return state.with(known.toBuilder()
                    .put(POWER, next, state.revision())
                    .put(CURRENT, next, state.revision())
                    .build());
        }));
    }

    /// What a reader sees.
    @Operation
    public String read() {
        return words(meter.state());
    }

    private static String words(MeterState state) {
        Readings readings = state.readings();
        return state.revision() + ": " + readings.value(POWER) + " W, " + readings.value(CURRENT) + " A";
    }
}
