package io.polymeter.runtime;

import io.polymeter.link.Backoff;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One link with its thread: runs it, and runs it again.
final class SupervisedLink implements Context {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.link");

    private final Link link;
    private final Health health;
    private final Clock clock;
    private final RandomGenerator random;
    private final Clock.Signal released;
    private volatile boolean stopping;
    private volatile @Nullable String held;
    private volatile boolean interruptedToHold;
    private volatile @Nullable Thread thread;
    private volatile @Nullable String spun;
    // The watching thread's alone.
    private int ready;

    SupervisedLink(Link link, Health health, Clock clock, RandomGenerator random) {
        this.link = link;
        this.health = health;
        this.clock = clock;
        this.random = random;
        this.released = clock.signal();
    }

    Link link() {
        return link;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Health health() {
        return health;
    }

    void begin(ThreadFactory threads) {
        Thread made = threads.newThread(this::supervise);
        thread = made;
        made.start();
    }

    void interrupt() {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /// Ends what the link does, and lets it do nothing until it is released.
    ///
    /// @param reason for people
    void hold(String reason) {
        held = reason;
        interruptedToHold = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /// Lets the link go on, at once.
    void release() {
        held = null;
        released.raise();
    }

    /// Looks whether its thread is ready to run. For one thread.
    ///
    /// @return how many times in a row it was, this time included
    int looksReady() {
        Thread running = thread;
        ready = running != null && running.getState() == Thread.State.RUNNABLE ? ready + 1 : 0;
        return ready;
    }

    /// Ends what the link does, because it uses a processor without waiting; it is run again after its back-off.
    void endSpinning() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        ready = 0;
        StackTraceElement[] stack = running.getStackTrace();
        String reason = "used a processor for 10 s without waiting" + place(stack) + "; ended, and run again later";
        spun = reason;
        link.report(this, Health.State.DOWN, reason);
        running.interrupt();
    }

    /// The deepest frame of ours.
    private static String place(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().startsWith("io.polymeter.")) {
                String type = frame.getClassName();
                return ", in " + type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
            }
        }
        return ", in " + (stack.length == 0 ? "nothing" : stack[0].getMethodName());
    }

    /// Waits for the end.
    ///
    /// @param deadline of the machine's clock: stopping is not simulated
    /// @return false if the calling thread was interrupted meanwhile
    boolean join(long deadline) {
        Thread running = thread;
        if (running == null || running == Thread.currentThread()) {
            return true;
        }
        try {
            long left = Math.max(1_000_000, deadline - System.nanoTime());
            if (!running.join(Duration.ofNanos(left))) {
                LOG.warn("{}: does not stop; abandoned", link.name());
            }
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private void supervise() {
        Backoff backoff = new Backoff(random);
        boolean more = true;
        while (more && !stopping) {
            try {
                more = live(backoff);
            } catch (InterruptedException _) {
                // Whoever holds it lets it go on, anybody else ends it.
                more = interruptedToHold || held != null;
            }
        }
        link.report(this, Health.State.STOPPED, "stopped");
    }

    /// One life, and the time until the next.
    ///
    /// @return whether there is a next
    private boolean live(Backoff backoff) throws InterruptedException {
        String reason = held;
        while (reason != null) {
            link.report(this, Health.State.DOWN, reason);
            released.await(Duration.ofHours(1));
            reason = held;
        }
        interruptedToHold = false;
        // Left by who held it. Who stops it has said so before.
        Thread.interrupted();
        if (stopping) {
            return false;
        }
        long began = clock.nanos();
        Throwable failure = attempt();
        if (stopping) {
            return false;
        }
        String spinning = spun;
        if (spinning != null) {
            spun = null;
            Thread.interrupted();
            link.report(this, Health.State.DOWN, spinning);
            clock.sleep(backoff.next());
            health.restarted();
            return true;
        }
        if (held != null) {
            backoff.reset();
            return true;
        }
        if (failure == null) {
            return false;
        }
        if (recovered(began)) {
            backoff.reset();
        }
        report(failure);
        link.pause(this, backoff.next());
        health.restarted();
        return true;
    }

    private boolean recovered(long began) {
        long now = clock.nanos();
        Health.Status status = health.status();
        boolean worked = status.state() == Health.State.UP && now - status.since() >= Supervisor.WORKED.toNanos();
        return worked || now - began >= Supervisor.GOOD.toNanos();
    }

    /// One life of the link. Whatever ends it stays here: an `OutOfMemoryError` of one link is that link's
    /// alone.
    private @Nullable Throwable attempt() {
        try {
            link.run(this);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private void report(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof FileSystemException file) {
            link.report(this, Health.State.DOWN, FileFailure.message(file));
        } else if (failure instanceof IOException && message != null) {
            link.report(this, Health.State.DOWN, message);
        } else {
            LOG.debug("{} failed inside", link.name(), failure);
            link.report(this, Health.State.DOWN, "internal error: " + failure);
        }
    }
}
