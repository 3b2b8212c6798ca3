package io.polymeter.app.history;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/// Batches that wait for a disk or a database. Giving never waits: when the memory that is set aside is full, the
/// oldest batch is forgotten, and counted.
final class BatchBacklog {

    private final long most;
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private long size;
    private long dropped;
    private boolean ended;

    /// @param most how much memory they may take, in bytes
    BatchBacklog(long most) {
        this.most = most;
    }

    synchronized void add(Batch batch) {
        batches.add(batch);
        size += batch.size();
        while (size > most && batches.size() > 1) {
            size -= batches.remove().size();
            dropped++;
        }
        notifyAll();
    }

    /// All that wait, the oldest first.
    synchronized List<Batch> all() {
        return List.copyOf(batches);
    }

    /// Takes away what is done.
    synchronized void remove(List<Batch> done) {
        for (Batch batch : done) {
            if (!batches.isEmpty() && batches.peek() == batch) {
                size -= batches.remove().size();
            }
        }
    }

    /// Waits until there is something, or the end.
    ///
    /// @return true if there is something
    synchronized boolean await() throws InterruptedException {
        while (batches.isEmpty() && !ended) {
            wait();
        }
        return !batches.isEmpty();
    }

    /// Waits, but not beyond the end.
    synchronized void pause(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (left > 0 && !ended) {
            wait(left / 1_000_000 + 1);
            left = until - System.nanoTime();
        }
    }

    /// Nothing more will come.
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean ended() {
        return ended;
    }

    /// How many batches were forgotten.
    synchronized long dropped() {
        return dropped;
    }
}
