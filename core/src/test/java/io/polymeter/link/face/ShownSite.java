package io.polymeter.link.face;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.link.Clock;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.OutputStatistics;
import io.polymeter.loop.OutputTiming;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import io.polymeter.view.AgeLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A meter whose values and time a test sets: live values hold 2 s, energy 1 min.
public final class ShownSite {

    private static final long BEGUN = 5_000_000_000L;

    private final Meter meter = new MeterStore().add("grid", null);
    private final OutputCounters tally = new OutputCounters(new OutputTiming(BEGUN));
    private final AtomicLong now = new AtomicLong(BEGUN);

    /// What is received now.
    ///
    /// @param points names and numbers in turn
    public ShownSite receive(Object... points) {
        meter.update(state -> {
            Readings.Builder readings = state.measured().toBuilder();
            for (int i = 0; i < points.length; i += 2) {
                Point point = Point.parse((String) points[i]).orElseThrow();
                readings.put(point, ((Number) points[i + 1]).doubleValue(), now.get());
            }
            return state.with(readings.build());
        });
        return this;
    }

    /// Time passes.
    public ShownSite pass(Duration time) {
        long _ = now.addAndGet(time.toNanos());
        return this;
    }

    /// The meter as it is shown.
    public ShownMeter shown(@Nullable WhenStale whenStale) {
        Map<String, Duration> limits = Map.of("live", Duration.ofSeconds(2), "energy", Duration.ofMinutes(1));
        return new ShownMeter(meter, new AgeLimits(limits), whenStale, tally, clock(), new OutputAids("shown", meter));
    }

    /// The figures now.
    public OutputStatistics statistics() {
        return tally.snapshot(now.get());
    }

    /// The time.
    public Clock clock() {
        return new Clock() {
            @Override
            public long nanos() {
                return now.get();
            }

            @Override
            public Instant wall() {
                return Instant.ofEpochSecond(1_700_000_000).plusNanos(now.get() - BEGUN);
            }

            @Override
            public void sleep(Duration time) {
                throw new IllegalStateException("nobody waits here");
            }

            @Override
            public Signal signal() {
                throw new IllegalStateException("nobody waits here");
            }
        };
    }
}
