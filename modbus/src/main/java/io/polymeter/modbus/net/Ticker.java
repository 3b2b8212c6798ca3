package io.polymeter.modbus.net;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Monotonic time for everything that waits on a line; a seam, so that a simulated world can drive it.
public interface Ticker {

    /// The time of this machine.
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /// Nanoseconds since an arbitrary moment; only differences mean something.
    long nanos();

    /// Waits about `nanos` nanoseconds. May return early: whoever needs the whole time looks at [#nanos()] again.
    void sleep(long nanos);

    /// Waits until [#nanos()] has reached `moment`, or the thread is interrupted.
    default void sleepUntil(long moment) {
        long left = moment - nanos();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            sleep(left);
            left = moment - nanos();
        }
    }

    /// Waits the whole time; not at all if it is not positive.
    default void sleep(Duration duration) throws InterruptedException {
        sleepUntil(nanos() + duration.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
