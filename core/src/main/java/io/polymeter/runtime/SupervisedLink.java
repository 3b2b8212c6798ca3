package io.polymeter.runtime;

import io.polymeter.link.Backoff;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.SteppedLink;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One link: runs it, and runs it again. It has a thread while it works; one that works in steps has none in between.
final class SupervisedLink implements Context {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.link");

    /// Longer ago than anything: no step comes.
    private static final Duration DONE = Duration.ofNanos(-1);

    private final Link link;
    private final Health health;
    private final Clock clock;
    private final RandomGenerator random;
    private final ThreadFactory threads;
    private final Backoff backoff;
    private final Clock.Signal released;
    private final ReentrantLock change = new ReentrantLock();
    private volatile boolean stopping;
    private volatile @Nullable Message held;
    private volatile boolean interruptedToHold;
    /// Null before the beginning and between two steps.
    private volatile @Nullable Thread thread;
    private volatile @Nullable Message spun;
    // The watching thread's alone.
    private int ready;
    /// Takes back the next step, while it is waited for without a thread.
    private @Nullable Runnable waiting;

    /// What is under way of a link that works in steps. For the thread at work, as the next.
    private SteppedLink.@Nullable LinkRun run;

    private long began;
    /// When it said that it is connected, in this life.
    private @Nullable Long connected;

    SupervisedLink(Link link, Health health, Supervisor.Tools tools) {
        this.link = link;
        this.health = health;
        this.clock = tools.clock();
        this.random = tools.random().get();
        this.threads = tools.threads();
        this.backoff = new Backoff(random);
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

    @Override
    public void connected() {
        connected = clock.nanos();
    }

    /// Gives it a thread, where it has none.
    void begin() {
        change.lock();
        try {
            if (thread == null) {
                cancelStep();
                Thread made = threads.newThread(this::supervise);
                thread = made;
                made.start();
            }
        } finally {
            change.unlock();
        }
    }

    void interrupt() {
        stopping = true;
        disturb();
    }

    /// Ends what the link does, and lets it do nothing until it is released.
    ///
    /// @param reason for people
    void hold(Message reason) {
        held = reason;
        interruptedToHold = true;
        disturb();
    }

    /// Whatever it waits for is over.
    private void disturb() {
        change.lock();
        try {
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            } else if (waiting != null) {
                begin();
            }
        } finally {
            change.unlock();
        }
    }

    private void cancelStep() {
        Runnable step = waiting;
        waiting = null;
        if (step != null) {
            step.run();
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
        if (stack.length == 0 || stack[0].isNativeMethod()) {
            // It waits for the system, which looks like work from here.
            return;
        }
        Message reason = Message.of(
                "spins",
                "used a processor for 10 s without waiting, in {place}; ended, and run again later: report this with"
                        + " what {command} collects",
                place(stack),
                "`polymeter support`");
        change.lock();
        try {
            if (thread != running) {
                return;
            }
            spun = reason;
            running.interrupt();
        } finally {
            change.unlock();
        }
        link.report(this, Health.State.DOWN, reason);
    }

    /// The deepest frame of ours.
    private static String place(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().startsWith("io.polymeter.")) {
                String type = frame.getClassName();
                return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
            }
        }
        return stack[0].getMethodName();
    }

    /// Waits for the end of a link that was interrupted.
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
        boolean more = true;
        while (more && !stopping) {
            try {
                Duration pause = turn();
                if (pause.isPositive() && waits(pause)) {
                    return;
                }
                more = !pause.isNegative();
            } catch (InterruptedException _) {
                // Whoever holds it lets it go on, anybody else ends it.
                more = interruptedToHold || held != null || spun != null;
            }
        }
        end();
        link.report(this, Health.State.STOPPED, Message.of("stopped", "stopped"));
    }

    /// Waits for the next step, without this thread where the clock can do that.
    ///
    /// @return whether this thread is to end
    private boolean waits(Duration pause) throws InterruptedException {
        change.lock();
        try {
            if (stopping || held != null) {
                return false;
            }
            Runnable step = clock.later(pause, this::begin);
            if (step != null) {
                waiting = step;
                thread = null;
                return true;
            }
        } finally {
            change.unlock();
        }
        clock.sleep(pause);
        return false;
    }

    /// One life, or a step of one, and what has to be waited for after a failure.
    ///
    /// @return how long nothing is to be done; negative where it is done for good
    private Duration turn() throws InterruptedException {
        if (held != null) {
            end();
            awaitRelease();
            return Duration.ZERO;
        }
        if (run == null) {
            interruptedToHold = false;
            // Left by who held it. Who stops or holds it again has said so before.
            Thread.interrupted();
            if (stopping || held != null) {
                return Duration.ZERO;
            }
            began = clock.nanos();
            connected = null;
        }
        Throwable failure = null;
        Duration pause = DONE;
        try {
            pause = attempt();
        } catch (Throwable e) {
            // Whatever ends it stays here: an OutOfMemoryError of one link is that link's alone.
            failure = e;
        }
        Message spinning = spun;
        if (!pause.isNegative() && spinning == null) {
            return pause;
        }
        end();
        return afterwards(failure, spinning);
    }

    /// What is to be done after a life, and what is waited for before.
    ///
    /// @param failure null where the link has done all there was
    /// @param spinning why it was ended; null where it was not
    private Duration afterwards(@Nullable Throwable failure, @Nullable Message spinning) throws InterruptedException {
        if (stopping) {
            return DONE;
        }
        if (spinning != null) {
            change.lock();
            try {
                // Whoever interrupts for this holds the lock: behind it no such interrupt comes any more.
                spun = null;
                Thread.interrupted();
            } finally {
                change.unlock();
            }
            link.report(this, Health.State.DOWN, spinning);
            clock.sleep(backoff.next());
            health.restarted();
            return Duration.ZERO;
        }
        if (held != null || interruptedToHold) {
            backoff.reset();
            return Duration.ZERO;
        }
        if (failure == null) {
            return DONE;
        }
        if (recovered()) {
            backoff.reset();
        }
        report(failure);
        link.pause(this, backoff.next());
        health.restarted();
        return Duration.ZERO;
    }

    private void awaitRelease() throws InterruptedException {
        Message reason = held;
        while (reason != null) {
            link.report(this, Health.State.DOWN, reason);
            released.await(Duration.ofHours(1));
            reason = held;
        }
    }

    private Duration attempt() throws Exception {
        if (!(link instanceof SteppedLink stepped)) {
            link.run(this);
            return DONE;
        }
        SteppedLink.LinkRun current = run;
        if (current == null) {
            current = stepped.begin(this);
            run = current;
        }
        return current.step();
    }

    /// Closes what the steps of a link have open.
    private void end() {
        SteppedLink.LinkRun current = run;
        run = null;
        if (current != null) {
            try {
                current.close();
            } catch (RuntimeException e) {
                LOG.debug("{} does not close what it had open", link.name(), e);
            }
        }
    }

    private boolean recovered() {
        long now = clock.nanos();
        Health.Status status = health.status();
        boolean worked = status.state() == Health.State.UP && now - status.since() >= Supervisor.WORKED.toNanos();
        Long since = connected;
        worked |= since != null && now - since >= Supervisor.WORKED.toNanos();
        return worked || now - began >= Supervisor.GOOD.toNanos();
    }

    private void report(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            link.report(this, Health.State.DOWN, FileFailure.said(file));
        } else if (failure instanceof IOException && failure.getMessage() != null) {
            link.report(this, Health.State.DOWN, Message.of(failure));
        } else {
            LOG.debug("{} failed inside", link.name(), failure);
            link.report(this, Health.State.DOWN, Message.of("internal-error", "internal error: {why}", failure));
        }
    }
}
