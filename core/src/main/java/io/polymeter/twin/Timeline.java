package io.polymeter.twin;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Virtual time and who runs in it. Events happen in the order of their moments, and of their making where the
/// moments are equal. Blocking code runs on fibers, one at a time: whoever blocks carries the events on until
/// somebody can go on, so that most waits cost no switch of threads at all.
public final class Timeline {

    private static final long REAL_PATIENCE = 20_000_000_000L;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final ArrayDeque<Fiber> runnable = new ArrayDeque<>();
    private final Queue<Fiber> interrupts = new ConcurrentLinkedQueue<>();
    private final Set<Fiber> alive = new HashSet<>();
    private final Set<Fiber> told = new HashSet<>();
    private final Fiber main = new Fiber(this);
    private final Runnable onFiber;
    private Fiber current = main;
    private long now;
    private long made;
    private long happened;
    private long stillUntil;
    private @Nullable Throwable failure;

    /// Something that happens at a moment.
    public static final class Event implements Comparable<Event> {
        private final long at;
        private final long number;
        private @Nullable Runnable action;

        private Event(long at, long number, Runnable action) {
            this.at = at;
            this.number = number;
            this.action = action;
        }

        /// It does not happen.
        public void cancel() {
            action = null;
        }

        @Override
        public int compareTo(Event other) {
            int order = Long.compare(at, other.at);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    /// @param onFiber runs first on every new thread
    public Timeline(Runnable onFiber) {
        this.onFiber = onFiber;
        main.bind(Thread.currentThread());
    }

    /// Virtual nanoseconds since the world began.
    public long now() {
        return now;
    }

    /// How many events have happened.
    public long happened() {
        return happened;
    }

    /// Does something at a moment.
    public Event at(long moment, Runnable action) {
        Event event = new Event(Math.max(moment, now), made++, action);
        events.add(event);
        return event;
    }

    /// Does something after a time.
    public Event in(long nanos, Runnable action) {
        return at(now + nanos, action);
    }

    /// The fiber that runs.
    public Fiber current() {
        return current;
    }

    /// Blocks the running fiber.
    ///
    /// @param until a moment, `Long.MAX_VALUE` for ever
    /// @return true if it was woken before that moment
    /// @throws InterruptedException if it was interrupted; its status is clear then
    public boolean block(long until) throws InterruptedException {
        Fiber self = current;
        if (self.takeInterrupt()) {
            throw new InterruptedException();
        }
        long wait = ++self.wait;
        self.woken = false;
        Event timer = until == Long.MAX_VALUE
                ? null
                : at(until, () -> {
                    if (self.wait == wait) {
                        enqueue(self);
                    }
                });
        dispatch(self);
        self.wait++;
        if (timer != null) {
            timer.cancel();
        }
        if (self.takeInterrupt()) {
            throw new InterruptedException();
        }
        return self.woken;
    }

    /// Lets a blocked fiber go on.
    public void wake(Fiber fiber) {
        fiber.woken = true;
        enqueue(fiber);
    }

    /// The program stands still until a moment, as after SIGSTOP: its fibers, all but the main one, run on
    /// then, and hear then what they are told.
    public void standStill(long until) {
        stillUntil = Math.max(stillUntil, until);
    }

    /// Whether the program stands still.
    public boolean isStill() {
        return now < stillUntil;
    }

    /// Tells the program something that the operating system keeps for it while it stands still.
    public void tell(Runnable action) {
        if (now < stillUntil) {
            at(stillUntil, action);
        } else {
            action.run();
        }
    }

    private void enqueue(Fiber fiber) {
        if (now < stillUntil && fiber != main) {
            long wait = fiber.wait;
            at(stillUntil, () -> {
                if (fiber.wait == wait) {
                    enqueue(fiber);
                }
            });
            return;
        }
        if (!fiber.queued && !fiber.ended) {
            fiber.queued = true;
            runnable.add(fiber);
        }
    }

    /// Makes threads that live in this time.
    public ThreadFactory threads() {
        return work -> {
            Fiber fiber = new Fiber(this);
            Thread thread = Thread.ofVirtual().unstarted(() -> {
                fiber.awaitBaton();
                onFiber.run();
                try {
                    work.run();
                } catch (Throwable e) {
                    fail(e);
                }
                alive.remove(fiber);
                runnable.remove(fiber);
                fiber.ended = true;
                dispatch(null);
            });
            fiber.bind(thread);
            alive.add(fiber);
            enqueue(fiber);
            return thread;
        };
    }

    /// Lets time pass until a moment.
    public void runUntil(long moment) {
        try {
            block(moment);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the world was interrupted", e);
        }
        rethrow();
    }

    private void rethrow() {
        switch (failure) {
            case null -> {}
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    /// Ends the world: only the main fiber goes on.
    public void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        main.queued = true;
        runnable.addFirst(main);
    }

    /// @param self who blocks; null: who ends
    private void dispatch(@Nullable Fiber self) {
        while (true) {
            Fiber next = runnable.poll();
            if (next != null) {
                next.queued = false;
                if (next == self) {
                    return;
                }
                current = next;
                next.grant();
                if (self != null) {
                    self.awaitBaton();
                }
                return;
            }
            step();
        }
    }

    private void step() {
        takeInterrupts();
        if (!runnable.isEmpty()) {
            return;
        }
        Event event = events.poll();
        if (event == null) {
            fail(new IllegalStateException("everybody waits and nothing will ever happen"));
            return;
        }
        Runnable action = event.action;
        if (action != null) {
            now = event.at;
            happened++;
            try {
                action.run();
            } catch (Throwable e) {
                fail(e);
            }
        }
    }

    /// A fiber was interrupted while another one had the baton.
    void interrupted(Fiber fiber) {
        interrupts.add(fiber);
    }

    private void takeInterrupts() {
        for (Fiber fiber = interrupts.poll(); fiber != null; fiber = interrupts.poll()) {
            told.add(fiber);
            enqueue(fiber);
        }
    }

    /// Runs `stopping` on a thread outside this world, which is to interrupt all fibers and to wait for their
    /// end.
    ///
    /// @return how long all fibers took to end, virtual nanoseconds
    public long stop(Runnable stopping) {
        Thread outside = Thread.ofPlatform().daemon().start(stopping);
        long patience = System.nanoTime() + REAL_PATIENCE;
        long began = now;
        told.clear();
        while (!alive.isEmpty() && now - began < REAL_PATIENCE && failure == null) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException("the links did not hear that they shall stop");
            }
            takeInterrupts();
            if (!runnable.isEmpty()) {
                enqueue(main);
                dispatch(main);
            } else if (told.containsAll(alive)) {
                step();
            } else {
                Thread.onSpinWait();
            }
        }
        rethrow();
        join(outside);
        return now - began;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
