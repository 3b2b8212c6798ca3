package io.polymeter.twin;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One blocking thread of a world. It runs only while it holds the baton of its [Timeline].
public final class Fiber {

    private final Timeline timeline;
    private @Nullable Thread thread;
    private volatile boolean granted;
    private volatile boolean interrupted;
    /// Waits that have ended make their timers void.
    long wait;
    boolean woken;
    boolean queued;
    boolean ended;

    Fiber(Timeline timeline) {
        this.timeline = timeline;
    }

    void bind(Thread thread) {
        this.thread = thread;
    }

    /// Gives this fiber the baton; the caller must not run on.
    void grant() {
        granted = true;
        LockSupport.unpark(thread);
    }

    /// Parks the calling thread, which is this fiber's, until it has the baton.
    void awaitBaton() {
        while (!granted) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
                timeline.interrupted(this);
            }
        }
        granted = false;
    }

    /// Whether an interrupt is waiting to be seen.
    boolean isInterrupted() {
        return interrupted;
    }

    /// Takes a waiting interrupt.
    boolean takeInterrupt() {
        if (Thread.interrupted()) {
            interrupted = true;
        }
        boolean taken = interrupted;
        interrupted = false;
        return taken;
    }
}
