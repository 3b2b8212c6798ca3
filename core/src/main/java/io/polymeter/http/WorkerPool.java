package io.polymeter.http;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The few threads that compute answers; they end when there is nothing to do. What does not fit into their queue
/// is refused.
final class WorkerPool implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int WAITING = 200;

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

    /// @throws java.util.concurrent.RejectedExecutionException if too much waits already
    <T> Future<T> submit(Callable<T> work) {
        return pool.submit(work);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
