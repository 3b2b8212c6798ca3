package io.polymeter.twin;

import io.polymeter.link.Clock;
import io.polymeter.link.Standstill;
import io.polymeter.modbus.net.Ticker;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The time of a world as links see it. The time of day can be stepped, the monotonic one cannot.
public final class VirtualClock implements Clock, Ticker {

    private static final Instant BEGINNING = Instant.parse("2026-03-28T22:00:00Z");

    private final Timeline timeline;
    private Duration offset = Duration.ZERO;
    private @Nullable Standstill standstill;

    public VirtualClock(Timeline timeline) {
        this.timeline = timeline;
    }

    /// Steps the time of day.
    public void step(Duration by) {
        offset = offset.plus(by);
    }

    @Override
    public long nanos() {
        return timeline.now();
    }

    /// Looks from now on whether the program stands still.
    public void watch() {
        standstill = new Standstill(timeline.now());
        beat();
    }

    private void beat() {
        timeline.in(
                Standstill.BEAT.toNanos(),
                () -> timeline.tell(() -> {
                    Standstill watched = standstill;
                    if (watched != null) {
                        watched.beat(timeline.now());
                    }
                    beat();
                }));
    }

    @Override
    public long received() {
        Standstill watched = standstill;
        return watched == null ? nanos() : watched.received(nanos());
    }

    @Override
    public Instant wall() {
        return BEGINNING.plusNanos(timeline.now()).plus(offset);
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        if (time.isPositive()) {
            timeline.block(timeline.now() + time.toNanos());
        }
    }

    @Override
    public void sleep(long nanos) {
        try {
            timeline.block(timeline.now() + nanos);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Signal signal() {
        return new Bell();
    }

    private final class Bell implements Signal {
        private boolean raised;
        private @Nullable Fiber waiter;

        @Override
        public void raise() {
            Fiber waiting = waiter;
            raised = true;
            if (waiting != null) {
                waiter = null;
                timeline.wake(waiting);
            }
        }

        @Override
        public boolean await(Duration most) throws InterruptedException {
            if (!raised) {
                waiter = timeline.current();
                try {
                    timeline.block(timeline.now() + most.toNanos());
                } finally {
                    waiter = null;
                }
            }
            boolean was = raised;
            raised = false;
            return was;
        }
    }
}
