package io.polymeter.modbus.transport;

import java.time.Duration;

/// The passing of time, as clients see it; a simulated world has its own.
public interface Ticker {

    /// The time of this machine. Clock changes do not touch it.
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    };

    /// Nanoseconds since some moment; only differences mean anything, and they are never negative.
    long nanos();

    /// Waits; not at all if the duration is not positive.
    void sleep(Duration duration) throws InterruptedException;
}
