package io.polymeter.fleet.demo;

import io.polymeter.link.HistoryReader;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/// Two days of a household before a simulated gateway began: a load that follows the hour, and the counter that goes
/// with it.
final class SimulatedPast implements HistoryReader {

    static final Point IMPORT = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final int MINUTE = 60;
    private static final long DAYS = 2L * 86_400;

    private final Instant began;
    private final double counter;

    /// @param began when the gateway did
    /// @param counter energy taken from the grid until then, in watt-hours
    SimulatedPast(Instant began, double counter) {
        this.began = Instant.ofEpochSecond(began.getEpochSecond() / MINUTE * MINUTE);
        this.counter = counter;
    }

    @Override
    public Optional<Instant> since() {
        return Optional.of(began.minusSeconds(DAYS));
    }

    @Override
    public void read(String meter, Instant from, Instant to, Taker taker) {
        long begin = Math.max(from.getEpochSecond(), began.getEpochSecond() - DAYS) / MINUTE * MINUTE;
        long end = Math.min(to.getEpochSecond(), began.getEpochSecond());
        double energy = counter - energy(begin, began.getEpochSecond());
        for (long at = begin; at < end; at += MINUTE) {
            double power = power(at);
            Instant start = Instant.ofEpochSecond(at);
            double growth = power / 3600 * MINUTE;
            taker.take(POWER, new PastInterval(start, MINUTE, MINUTE, power, power, false));
            taker.take(IMPORT, new PastInterval(start, MINUTE, MINUTE, energy + growth / 2, energy + growth, false));
            energy += growth;
        }
    }

    private static double energy(long from, long to) {
        double sum = 0;
        for (long at = from; at < to; at += MINUTE) {
            sum += power(at) / 3600 * MINUTE;
        }
        return sum;
    }

    /// Watts; most in the evening.
    private static double power(long at) {
        int hour = Instant.ofEpochSecond(at).atZone(ZoneOffset.UTC).getHour();
        return 350 + 250 * Math.cos((hour - 19) * Math.PI / 12);
    }
}
