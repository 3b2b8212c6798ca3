package io.polymeter.fleet.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// How long messages wait until they are taken in: the age of the oldest one that is not, by partition, as of
/// ten looks a second. Safe for several threads.
final class LagMeter implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final StormWorld world;
    private final Map<Integer, Deque<Sent>> waiting = new HashMap<>();
    private final Map<Integer, Long> worst = new HashMap<>();
    private final List<Long> all = new ArrayList<>();
    private final Thread thread;
    private long present;
    private volatile @Nullable Exception failed;

    private record Sent(long offset, long at) {}

    LagMeter(StormWorld world) {
        this.world = world;
        thread = Thread.ofPlatform().name("lag").daemon().start(this::run);
    }

    /// A message was written.
    synchronized void sent(int partition, long offset) {
        waiting.computeIfAbsent(partition, _ -> new ArrayDeque<>()).add(new Sent(offset, System.nanoTime()));
    }

    private void run() {
        try {
            while (true) {
                look(world.committed());
                Thread.sleep(LOOK);
            }
        } catch (ExecutionException | RuntimeException e) {
            failed = e;
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private synchronized void look(Map<Integer, Long> committed) {
        long now = System.nanoTime();
        present = 0;
        waiting.forEach((partition, messages) -> {
            long done = committed.getOrDefault(partition, 0L);
            while (!messages.isEmpty() && messages.peekFirst().offset() < done) {
                messages.removeFirst();
            }
            long lag = messages.isEmpty() ? 0 : now - messages.peekFirst().at();
            worst.merge(partition, lag, Math::max);
            all.add(lag);
            present = Math.max(present, lag);
        });
    }

    /// Forgets what was, not what waits.
    synchronized void reset() {
        worst.clear();
        all.clear();
    }

    private void measuring() {
        Exception failure = failed;
        if (failure != null) {
            throw new IllegalStateException("nothing is measured any more: " + failure.getMessage(), failure);
        }
    }

    /// Seconds that the oldest message of all waits now.
    ///
    /// @throws IllegalStateException where Kafka does not say any more what is taken in, as the next two
    synchronized double present() {
        measuring();
        return present / 1e9;
    }

    /// The longest wait of any partition, in seconds.
    synchronized double worst() {
        measuring();
        return worst.values().stream().mapToLong(Long::longValue).max().orElse(0) / 1e9;
    }

    /// What 99 of 100 looks at a partition do not exceed, in seconds.
    synchronized double p99() {
        measuring();
        List<Long> sorted = all.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() * 99 / 100) / 1e9;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
