package io.polymeter.runtime;

import io.polymeter.link.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A clock for one link: sleeping takes no time, and is written down.
public final class ManualClock implements Clock {

    private final List<Duration> slept = new ArrayList<>();
    private long nanos;
    private int most = Integer.MAX_VALUE;

    /// From so many sleeps on, sleeping is interrupted: the end of the test.
    public ManualClock atMost(int sleeps) {
        most = sleeps;
        return this;
    }

    public synchronized List<Duration> slept() {
        return List.copyOf(slept);
    }

    public synchronized void advance(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public Instant wall() {
        return Instant.EPOCH.plusNanos(nanos());
    }

    @Override
    public synchronized void sleep(Duration time) throws InterruptedException {
        if (slept.size() == most) {
            throw new InterruptedException();
        }
        slept.add(time);
        nanos += time.toNanos();
    }

    @Override
    public Signal signal() {
        return new Signal() {
            private boolean raised;

            @Override
            public void raise() {
                raised = true;
            }

            @Override
            public boolean await(Duration time) throws InterruptedException {
                if (raised) {
                    raised = false;
                    return true;
                }
                sleep(time);
                return false;
            }
        };
    }
}
