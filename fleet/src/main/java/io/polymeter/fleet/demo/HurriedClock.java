package io.polymeter.fleet.demo;

import io.polymeter.link.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// This machine's time, that can go by faster: what waits for ten seconds waits that much less. Safe for several
/// threads.
final class HurriedClock implements Clock {

    private final long zero = System.nanoTime();
    private final Instant beginning;
    private volatile Pace pace = new Pace(0, 0, 1);

    /// @param since the moment of [System#nanoTime] at which it began, since `zero`
    /// @param shown what the clock showed then
    private record Pace(long since, long shown, double speed) {

        long at(long real) {
            return shown + (long) ((real - since) * speed);
        }
    }

    /// @param beginning the time of day at first
    HurriedClock(Instant beginning) {
        this.beginning = beginning;
    }

    /// Runs so many times as fast from now on.
    void speed(double times) {
        long real = System.nanoTime() - zero;
        pace = new Pace(real, pace.at(real), times);
    }

    @Override
    public long nanos() {
        return pace.at(System.nanoTime() - zero);
    }

    @Override
    public Instant wall() {
        return beginning.plusNanos(nanos());
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        boolean _ = signal().await(time);
    }

    @Override
    public Signal signal() {
        return new Bell();
    }

    private final class Bell implements Signal {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private boolean raised;

        @Override
        public void raise() {
            lock.lock();
            try {
                raised = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean await(Duration most) throws InterruptedException {
            long end = nanos() + most.toNanos();
            lock.lockInterruptibly();
            try {
                for (long left = most.toNanos(); !raised && left > 0; left = end - nanos()) {
                    // In steps, because the pace may change meanwhile.
                    long real = (long) Math.min(left / pace.speed(), 50e6);
                    long _ = changed.awaitNanos(Math.max(1, real));
                }
                boolean was = raised;
                raised = false;
                return was;
            } finally {
                lock.unlock();
            }
        }
    }
}
