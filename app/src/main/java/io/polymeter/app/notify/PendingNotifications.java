package io.polymeter.app.notify;

import io.polymeter.link.Clock;
import io.polymeter.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one channel still has to tell: in order, a bounded number, each tried a bounded number of times.
final class PendingNotifications {

    /// More waits for nobody: the oldest is dropped.
    static final int MAX = 50;

    /// How long to wait after each attempt that failed; then it is given up.
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5));

    private final NotificationChannel channel;
    private final Clock clock;
    private final Clock.Signal news;
    // Guarded by this.
    private final Deque<Event> waiting = new ArrayDeque<>();
    private long sent;
    private long failed;
    private long dropped;
    private @Nullable Message fault;

    PendingNotifications(NotificationChannel channel, Clock clock) {
        this.channel = channel;
        this.clock = clock;
        this.news = clock.signal();
    }

    /// How it does.
    ///
    /// @param fault why the latest attempt failed; null: it did not
    record Figures(
            String channel,
            long sent,
            long failed,
            long dropped,
            int waiting,
            @Nullable Message fault) {}

    synchronized Figures figures() {
        return new Figures(channel.name(), sent, failed, dropped, waiting.size(), fault);
    }

    /// Takes something to be told; never waits.
    void add(Event event) {
        synchronized (this) {
            if (waiting.size() >= MAX) {
                waiting.removeFirst();
                dropped++;
            }
            waiting.addLast(event);
        }
        news.raise();
    }

    /// Tells, until it is interrupted.
    void work() {
        try {
            while (true) {
                Event next = next();
                if (next == null) {
                    boolean _ = news.await(Duration.ofMinutes(1));
                } else {
                    tell(next);
                }
            }
        } catch (InterruptedException _) {
            // The program ends, or tells others from now on.
        }
    }

    private synchronized @Nullable Event next() {
        return waiting.pollFirst();
    }

    private void tell(Event event) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                channel.send(event);
                succeeded();
                return;
            } catch (IOException | RuntimeException e) {
                boolean last = attempt >= PAUSES.size();
                missed(e instanceof IOException ? Message.of(e) : Message.of("failed-inside", "internal error"), last);
                if (last) {
                    return;
                }
                clock.sleep(PAUSES.get(attempt));
            }
        }
    }

    private synchronized void succeeded() {
        sent++;
        fault = null;
    }

    private synchronized void missed(Message why, boolean last) {
        failed++;
        dropped += last ? 1 : 0;
        fault = why;
    }
}
