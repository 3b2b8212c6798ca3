package io.polymeter.link;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Time as links see it. Everything that waits, waits here (or in a socket or serial port of the [Context]), so
/// that the same code runs in a simulated world.
public interface Clock {

    /// Nanoseconds of a monotonic clock; only differences mean something.
    long nanos();

    /// The latest instant, in [#nanos], of which something that is received now can be said to tell: now, but right
    /// after this process stood still the beginning of that, because what is received then may have waited all the
    /// time. What answers a request tells of no instant before the request.
    default long received() {
        return nanos();
    }

    /// The time of day, for people; never used to decide.
    Instant wall();

    /// Waits.
    void sleep(Duration time) throws InterruptedException;

    /// Has a task run after a time; it must not block.
    ///
    /// @return takes the task back, where it has not begun; null where nothing can wait here but a thread
    default @Nullable Runnable later(Duration time, Runnable task) {
        return null;
    }

    /// A new signal.
    Signal signal();

    /// Waits for what another thread computes or a library receives.
    ///
    /// @throws TimeoutException if it is not there in time
    /// @throws ExecutionException as the result has it
    default <T extends @Nullable Object> T await(CompletableFuture<T> result, Duration most)
            throws InterruptedException, ExecutionException, TimeoutException {
        Signal done = signal();
        var _ = result.whenComplete((_, _) -> done.raise());
        long end = nanos() + most.toNanos();
        while (!result.isDone()) {
            long left = end - nanos();
            if (left <= 0) {
                throw new TimeoutException();
            }
            boolean _ = done.await(Duration.ofNanos(left));
        }
        return result.get();
    }

    /// Wakes one waiting link. A raise without a waiter is kept for the next one; several are one.
    interface Signal {

        /// Wakes the waiter; any thread, never blocks.
        void raise();

        /// Waits for a raise.
        ///
        /// @return false when the time passed without one
        boolean await(Duration most) throws InterruptedException;
    }
}
