package io.polymeter.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/// What waits for somebody slower, such as a disk, a database or a server. Giving never waits: when what is waiting
/// and what is being written are together larger than the limit, the oldest of what is waiting is forgotten. Any
/// number of threads give; one takes, and says for each what became of it: [#done] or [#back].
///
/// @param <E> what waits
public final class Backlog<E> {

    /// So that a missed wake-up, if there were one, would cost a minute and not for ever.
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final long limit;
    private final ToLongFunction<? super E> size;
    private final Deque<E> waiting = new ArrayDeque<>();
    private final Deque<E> taken = new ArrayDeque<>();
    private long total;
    private long dropped;
    private boolean ended;
    private Clock.Signal changed = NOBODY;

    private static final Clock.Signal NOBODY = new Clock.Signal() {
        @Override
        public void raise() {}

        @Override
        public boolean await(Duration most) {
            throw new IllegalStateException("nobody waits here");
        }
    };

    /// @param limit how large all of them may be together; a single one may be larger
    /// @param size how large one is, in the limit's unit; always the same for the same one
    public Backlog(long limit, ToLongFunction<? super E> size) {
        this.limit = limit;
        this.size = size;
    }

    /// Adds one.
    ///
    /// @return those that were forgotten for it, the oldest first
    public List<E> add(E one) {
        return addAll(List.of(one));
    }

    /// Adds several, in order.
    ///
    /// @return those that were forgotten for them, the oldest first
    public synchronized List<E> addAll(Collection<? extends E> several) {
        for (E one : several) {
            waiting.addLast(one);
            total += size.applyAsLong(one);
        }
        List<E> gone = new ArrayList<>();
        while (total > limit && waiting.size() > 1) {
            E oldest = waiting.removeFirst();
            total -= size.applyAsLong(oldest);
            gone.add(oldest);
        }
        dropped += gone.size();
        changed.raise();
        return gone;
    }

    /// Takes the oldest ones to write them.
    ///
    /// @param most how many at most
    public synchronized List<E> take(int most) {
        List<E> batch = new ArrayList<>();
        while (batch.size() < most && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        taken.addAll(batch);
        return List.copyOf(batch);
    }

    /// What was taken is written, or will never be.
    public synchronized void done() {
        for (E one : taken) {
            total -= size.applyAsLong(one);
        }
        taken.clear();
    }

    /// What was taken was not written: it waits again, before all others.
    public synchronized void back() {
        while (!taken.isEmpty()) {
            waiting.addFirst(taken.removeLast());
        }
    }

    /// All that is not written, the oldest first.
    public synchronized List<E> all() {
        List<E> all = new ArrayList<>(taken);
        all.addAll(waiting);
        return List.copyOf(all);
    }

    /// How many wait to be taken.
    public synchronized int waiting() {
        return waiting.size();
    }

    /// How many were forgotten since the beginning.
    public synchronized long dropped() {
        return dropped;
    }

    /// Nothing more will come.
    public synchronized void end() {
        ended = true;
        changed.raise();
    }

    public synchronized boolean ended() {
        return ended;
    }

    /// Waits until there is something to take, or the end.
    ///
    /// @return true if there is something
    public boolean await(Clock clock) throws InterruptedException {
        Clock.Signal signal = listen(clock);
        while (waiting() == 0 && !ended()) {
            boolean _ = signal.await(LOOK);
        }
        return waiting() > 0;
    }

    /// Waits, but not beyond the end.
    public void pause(Clock clock, Duration time) throws InterruptedException {
        Clock.Signal signal = listen(clock);
        long until = clock.nanos() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !ended(); left = until - clock.nanos()) {
            boolean _ = signal.await(Duration.ofNanos(left));
        }
    }

    private synchronized Clock.Signal listen(Clock clock) {
        changed = clock.signal();
        return changed;
    }
}
