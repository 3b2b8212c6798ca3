package io.polymeter.http;

import java.net.InetAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The few threads that compute answers; they end when there is nothing to do. What does not fit into their queue is
/// refused, and so is what one address asks beyond its half of it.
final class WorkerPool implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int WAITING = 200;

    /// So many of one address, so that nobody's questions leave no place for another's.
    static final int WAITING_PER_ADDRESS = WAITING / 2;

    private final ConcurrentMap<InetAddress, Integer> pending = new ConcurrentHashMap<>();
    private final ClientDeadlines deadlines = new ClientDeadlines();
    private final ThreadPoolExecutor pool;

    public WorkerPool() {
        pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("http-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /// Who waits for whom.
    public ClientDeadlines deadlines() {
        return deadlines;
    }

    /// Computes an answer.
    ///
    /// @param from who asks
    /// @throws RejectedExecutionException if too much waits already, in all or of this address
    <T> Future<T> submit(InetAddress from, Callable<T> work) {
        if (pending.merge(from, 1, Integer::sum) > WAITING_PER_ADDRESS) {
            done(from);
            throw new RejectedExecutionException("too many requests of one address");
        }
        try {
            return pool.submit(() -> {
                try {
                    return work.call();
                } finally {
                    done(from);
                }
            });
        } catch (RejectedExecutionException e) {
            done(from);
            throw e;
        }
    }

    private void done(InetAddress from) {
        pending.computeIfPresent(from, (_, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
