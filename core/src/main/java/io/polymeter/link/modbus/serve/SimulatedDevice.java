package io.polymeter.link.modbus.serve;

import io.polymeter.link.Clock;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import java.time.Duration;

/// How a simulated device behaves on its port, beside the registers it shows: how many clients it takes, and that
/// an inverter is not there at night. Never applied to what was really measured.
///
/// @param clients how many at once, 0: any number
/// @param sleeps whether it has an operating state, so that it may sleep
record SimulatedDevice(Meter meter, int clients, boolean sleeps) {

    private static final Duration TICK = Duration.ofMillis(100);

    /// A day that plays no values for so long is a night.
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Point STATE = Point.of(Quantity.STATE);

    static SimulatedDevice of(Meter meter, Profile profile) {
        return new SimulatedDevice(meter, profile.wire().clients(), profile.has(Quantity.STATE));
    }

    /// Whether its port behaves otherwise than any port.
    boolean hasHabits() {
        return clients > 0 || sleeps;
    }

    /// True while it answers: its scenario goes on, and says neither off (1) nor sleeping (2).
    boolean isAwake(long now) {
        Readings readings = meter.state().readings();
        double state = readings.value(STATE);
        boolean plays = readings.has(STATE) && now - readings.instant(STATE) < SILENCE.toNanos();
        return !sleeps || plays && state != 1 && state != 2;
    }

    /// True while it does not, and did before.
    boolean isAsleep(long now) {
        return meter.state().readings().has(STATE) && !isAwake(now);
    }

    /// Waits until it wakes up, or falls asleep.
    void await(boolean awake, Clock clock) throws InterruptedException {
        while (isAwake(clock.nanos()) != awake) {
            clock.sleep(TICK);
        }
    }
}
