package io.polymeter.runtime;

import io.polymeter.link.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The time of this machine.
public final class SystemClock implements Clock {

    @Override
    public long nanos() {
        return MachineTime.SYSTEM.nanos();
    }

    @Override
    public long received() {
        return MachineTime.SYSTEM.received();
    }

    /// The same, and from now on it is noticed when this process stands still.
    static SystemClock watched() {
        MachineTime.SYSTEM.watch();
        return new SystemClock();
    }

    /// How often this process has stood still since it is watched.
    public static long standstills() {
        return MachineTime.SYSTEM.standstills();
    }

    @Override
    public Instant wall() {
        return Instant.now();
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    @Override
    public @Nullable Runnable later(Duration time, Runnable task) {
        Future<?> waiting = Timer.TASKS.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
        return () -> waiting.cancel(false);
    }

    @Override
    public Signal signal() {
        return new SystemSignal();
    }

    /// Made when it is first needed: many programs never do.
    private static final class Timer {

        static final ScheduledThreadPoolExecutor TASKS = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("clock").factory());

        static {
            TASKS.setRemoveOnCancelPolicy(true);
        }
    }

    /// One permit is one raise. Raises that come before the waiter looks at what they are about are one.
    private static final class SystemSignal implements Signal {

        private final Semaphore raised = new Semaphore(0);

        @Override
        public void raise() {
            if (raised.availablePermits() == 0) {
                raised.release();
            }
        }

        @Override
        public boolean await(Duration most) throws InterruptedException {
            boolean woken = raised.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
            raised.drainPermits();
            return woken;
        }
    }
}
