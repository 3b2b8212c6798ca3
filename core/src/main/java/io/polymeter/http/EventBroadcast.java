package io.polymeter.http;

import io.polymeter.config.yaml.Redaction;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends pictures to whoever listens, five a second at most. A picture is made once, by one thread, and only while
/// somebody listens; each client takes the latest one when it is ready for it, so whoever reads slowly misses some,
/// and nobody waits for anybody.
public final class EventBroadcast {

    private static final Logger LOG = LoggerFactory.getLogger(EventBroadcast.class);

    public static final Duration MIN_INTERVAL = Duration.ofMillis(200);
    static final int MAX_CLIENTS = 400;
    /// So that one client leaves some for others.
    static final int MAX_PER_ADDRESS = 250;

    private final Supplier<byte[]> pictures;
    private final HttpCounters counters;
    private final StreamPlaces places = new StreamPlaces(MAX_CLIENTS, MAX_PER_ADDRESS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private int listening;
    private long number;
    private byte[] latest = new byte[0];
    private volatile boolean open;
    private @Nullable Thread painter;

    /// @param pictures makes the data of an event
    public EventBroadcast(Supplier<JsonObject> pictures, HttpCounters counters) {
        this.pictures =
                () -> Redaction.clean(JsonText.of(pictures.get().build())).getBytes(StandardCharsets.UTF_8);
        this.counters = counters;
    }

    /// Begins to paint.
    ///
    /// @return ends it, and all streams
    public AutoCloseable open() {
        open = true;
        Thread thread = Thread.ofPlatform().name("http-events").daemon().start(this::paint);
        painter = thread;
        return this::close;
    }

    public boolean isOpen() {
        return open;
    }

    private void close() {
        open = false;
        Thread thread = painter;
        if (thread != null) {
            thread.interrupt();
        }
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// A stream of events, if there is a place for one more from this address. Whoever gets none is told so and let go.
    public WebReply stream(WebRequest call, WebReply.Writer writer) throws HttpError {
        if (!places.isFree(call.from())) {
            throw new HttpError(503, "too many event streams are open")
                    .with("Retry-After", "10")
                    .with("Connection", "close");
        }
        return WebReply.stream("text/event-stream", out -> {
            if (!places.take(call.from())) {
                return;
            }
            try {
                out.write("retry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                writer.write(out);
            } finally {
                places.leave(call.from());
            }
        });
    }

    /// Writes a picture at most every so often, for as long as the client takes them.
    public void follow(OutputStream out, Duration every) throws IOException, InterruptedException {
        long seen = -1;
        join(1);
        try {
            while (open) {
                Picture next = next(seen);
                if (next.data().length > 0) {
                    counters.dropped().add(seen < 0 ? 0 : missed(next.number() - seen, every));
                    seen = next.number();
                    send(out, next);
                    counters.frames().increment();
                }
                Thread.sleep(every);
            }
        } catch (IOException e) {
            // All that passed by while it did not read.
            counters.dropped().add(Math.max(0, painted() - seen));
            throw e;
        } finally {
            join(-1);
        }
    }

    /// A picture that is ready to be sent.
    @SuppressWarnings("ArrayRecordComponent") // sent as it is
    private record Picture(long number, byte[] data) {}

    /// Waits for another picture than the one that was seen.
    private Picture next(long seen) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (number == seen && open) {
                changed.await();
            }
            return new Picture(number, latest);
        } finally {
            lock.unlock();
        }
    }

    /// What a client that asked for fewer did not get is not dropped.
    private static long missed(long steps, Duration every) {
        return Math.max(0, steps - every.toMillis() / MIN_INTERVAL.toMillis() - 1);
    }

    private static void send(OutputStream out, Picture picture) throws IOException {
        byte[] frame = picture.data();
        byte[] head = ("id: " + picture.number() + "\nevent: overview\ndata: ").getBytes(StandardCharsets.UTF_8);
        byte[] event = new byte[head.length + frame.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(frame, 0, event, head.length, frame.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        out.write(event);
        out.flush();
    }

    private long painted() {
        lock.lock();
        try {
            return number;
        } finally {
            lock.unlock();
        }
    }

    private void join(int one) {
        lock.lock();
        try {
            listening += one;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void paint() {
        try {
            while (open) {
                lock.lockInterruptibly();
                try {
                    while (listening == 0 && open) {
                        changed.await();
                    }
                } finally {
                    lock.unlock();
                }
                show();
                Thread.sleep(MIN_INTERVAL);
            }
        } catch (InterruptedException _) {
            // The page ends.
        }
    }

    private void show() throws InterruptedException {
        byte[] frame;
        try {
            frame = pictures.get();
        } catch (RuntimeException e) {
            // One that cannot be made must not end everybody's stream.
            LOG.error("no event could be made", e);
            return;
        }
        lock.lockInterruptibly();
        try {
            latest = frame;
            number++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
