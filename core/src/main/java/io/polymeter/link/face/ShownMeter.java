package io.polymeter.link.face;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.link.Clock;
import io.polymeter.link.OutputCounters;
import io.polymeter.store.Meter;
import io.polymeter.view.AgeLimits;
import io.polymeter.view.FreshValues;
import io.polymeter.view.ShownValues;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The meter that a device without registers shows. Any thread; nobody waits.
///
/// @param whenStale what consumers are told in place of values that are too old, null: what each understands
public record ShownMeter(
        Meter meter, AgeLimits limits, @Nullable WhenStale whenStale, OutputCounters tally, Clock clock) {

    /// What is shown now.
    public ShownValues now() {
        FreshValues values = new FreshValues(meter.state(), limits, clock.nanos());
        return new ShownValues(values, whenStale == WhenStale.HOLD);
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
