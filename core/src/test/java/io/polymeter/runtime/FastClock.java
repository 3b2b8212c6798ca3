package io.polymeter.runtime;

import io.polymeter.link.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// This machine's time, run through faster: every limit, interval and back-off of a configuration keeps its
/// proportion to the others, and a test takes a fraction of the time. Sockets live in real time.
public final class FastClock implements Clock {

    private final Clock real = new SystemClock();
    private final int speed;
    private final long start = real.nanos();
    private final Instant begun = real.wall();

    /// @param speed how many seconds pass in one
    public FastClock(int speed) {
        this.speed = speed;
    }

    /// Starts a Polymeter that lives by this clock.
    public Polymeter start(Plan plan) {
        return Polymeter.start(
                plan,
                this,
                new Supervisor(
                        this,
                        RandomGenerator::getDefault,
                        Thread.ofVirtual().name("link-", 0).factory()));
    }

    @Override
    public long nanos() {
        return start + (real.nanos() - start) * speed;
    }

    @Override
    public Instant wall() {
        return begun.plusNanos(nanos() - start);
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        real.sleep(time.dividedBy(speed));
    }

    @Override
    public Signal signal() {
        Signal signal = real.signal();
        return new Signal() {
            @Override
            public void raise() {
                signal.raise();
            }

            @Override
            public boolean await(Duration most) throws InterruptedException {
                return signal.await(most.dividedBy(speed));
            }
        };
    }
}
