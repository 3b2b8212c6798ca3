package io.polymeter.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Ends what takes too long: a thread that waits for a client, to send or to read, is interrupted when its time is
/// over, which closes the connection.
final class ClientDeadlines {

    private final ConcurrentMap<Thread, Long> until = new ConcurrentHashMap<>();

    /// From now on this thread has so long.
    void set(Duration time) {
        until.put(Thread.currentThread(), System.nanoTime() + time.toNanos());
    }

    /// This thread waits for nobody any more.
    void clear() {
        until.remove(Thread.currentThread());
    }

    /// Interrupts whoever is late.
    ///
    /// @return how many
    public int sweep() {
        long now = System.nanoTime();
        int late = 0;
        for (var entry : until.entrySet()) {
            if (now - entry.getValue() > 0 && until.remove(entry.getKey(), entry.getValue())) {
                entry.getKey().interrupt();
                late++;
            }
        }
        return late;
    }
}
