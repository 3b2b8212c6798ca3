package io.polymeter.link.virtual;

import io.polymeter.config.Role;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;

/// Whether a part that is not heard sleeps, as an inverter does at night, or is lost.
final class Sleep {

    /// What an inverter may still have fed in when it was heard last, in W.
    private static final double DUSK = 100;

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point STATE = Point.of(Quantity.STATE);

    private Sleep() {}

    /// @param limit how old the power of the part may be, in nanoseconds
    static boolean is(Role role, Readings last, long now, long limit) {
        if (role != Role.PRODUCER || !last.has(POWER) && !last.has(STATE)) {
            return false;
        }
        boolean heard = last.has(POWER) && now - last.instant(POWER) <= limit;
        if (heard) {
            return false;
        }
        // SunSpec model 103, point St: at work are 4 (MPPT), 5 (throttled) and 7 (fault).
        double state = last.value(STATE);
        boolean atWork = state == 4 || state == 5 || state == 7;
        boolean saidSo = last.has(STATE) && !atWork;
        return last.has(POWER) ? saidSo || Math.abs(last.value(POWER)) < DUSK : saidSo;
    }
}
