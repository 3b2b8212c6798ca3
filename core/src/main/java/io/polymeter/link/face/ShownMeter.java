package io.polymeter.link.face;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.link.Clock;
import io.polymeter.link.OutputCounters;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import io.polymeter.view.AgeLimits;
import io.polymeter.view.FreshValues;
import io.polymeter.view.ShownValues;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The meter that a device without registers shows. Any thread; nobody waits.
///
/// @param whenStale what consumers are told in place of values that are too old, null: what each understands
/// @param aids what is done to steady them
public record ShownMeter(
        Meter meter,
        AgeLimits limits,
        @Nullable WhenStale whenStale,
        OutputCounters tally,
        Clock clock,
        OutputAids aids) {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    /// What is shown now.
    public ShownValues now() {
        long now = clock.nanos();
        MeterState state = aids.pacing().state(now);
        FreshValues values = new FreshValues(state, aids.readings().of(state), limits, now);
        return new ShownValues(values, whenStale == WhenStale.HOLD);
    }

    /// True where a request may be kept until there is a newer sample.
    public boolean waits() {
        return aids.pacing().waits();
    }

    /// When the power that is shown at a moment was received; the least number where there is none.
    long instant(long now) {
        Readings readings = aids.pacing().state(now).completed();
        return readings.has(POWER) ? readings.instant(POWER) : Long.MIN_VALUE;
    }

    /// A request came.
    ///
    /// @param way how it came, e.g. `udp`; each asks at its own pace
    public Inquiry asked(InetSocketAddress from, String way) {
        InetAddress address = from.getAddress();
        String host = address == null ? from.getHostString() : address.getHostAddress();
        long now = clock.nanos();
        tally.asked(host, host + ":" + from.getPort(), 1, now);
        return new Inquiry(this, now, (long) host.hashCode() << 16 | way.hashCode() & 0xffff);
    }
}
