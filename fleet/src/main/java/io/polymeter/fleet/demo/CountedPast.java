package io.polymeter.fleet.demo;

import io.polymeter.link.HistoryReader;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.time.Instant;
import java.util.Optional;

/// A past of which every quarter-hour is known, in minutes as a gateway keeps them: a counter that depends on the time
/// alone, so that it is the same after each start of a gateway, and adds the same in each minute.
///
/// @param until where it ends, milliseconds since 1970 UTC
record CountedPast(long until) implements HistoryReader {

    /// Between two values, in milliseconds.
    static final long EVERY = 60_000;

    private static final long MILLIWATT_HOURS = 15_000;

    /// In 2026, so that counters are of a usual size.
    private static final long ZERO = 1_767_225_600_000L;

    private static final Point IMPORT = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final long LENGTH = 7 * 86_400_000L;

    /// Milliwatt-hours in a quarter-hour.
    static final long EACH_QUARTER = PastSites.EACH_QUARTER;

    /// The counter throughout the minute that an instant is in, in watt-hours.
    static double counter(long at) {
        return ((at - ZERO) / EVERY * MILLIWATT_HOURS + MILLIWATT_HOURS / 2) / 1000.0;
    }

    /// The power, in watts.
    static double power() {
        return MILLIWATT_HOURS * 3_600.0 / EVERY;
    }

    @Override
    public Optional<Instant> since() {
        return Optional.of(Instant.ofEpochMilli(until - LENGTH));
    }

    @Override
    public void read(String meter, Instant from, Instant to, Taker taker) {
        long begin = Math.max(from.toEpochMilli(), until - LENGTH) / EVERY * EVERY;
        long end = Math.min(to.toEpochMilli(), until);
        for (long at = begin; at < end; at += EVERY) {
            Instant start = Instant.ofEpochMilli(at);
            int seconds = (int) (EVERY / 1000);
            taker.take(POWER, new PastInterval(start, seconds, seconds, power(), power(), false));
            taker.take(IMPORT, new PastInterval(start, seconds, seconds, counter(at), counter(at), false));
        }
    }
}
