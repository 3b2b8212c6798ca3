package io.polymeter.http;

import io.polymeter.config.yaml.Redaction;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.link.Clock;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final Duration LOOK = Duration.ofMinutes(1);
    static final int MAX_CLIENTS = 400;
    /// So that one client leaves some for others.
    static final int MAX_PER_ADDRESS = 250;

    private final Supplier<byte[]> pictures;
    private final HttpCounters counters;
    private final StreamPlaces places = new StreamPlaces(MAX_CLIENTS, MAX_PER_ADDRESS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final Clock.Signal listener;
    // Guarded by the lock.
    private final List<Clock.Signal> listening = new ArrayList<>();
    private long number;
    private byte[] latest = new byte[0];
    private volatile boolean open;
    private @Nullable Thread painter;

    /// @param pictures makes the data of an event
    public EventBroadcast(Supplier<JsonObject> pictures, HttpCounters counters, Clock clock) {
        this.pictures =
                () -> Redaction.clean(JsonText.of(pictures.get().build())).getBytes(StandardCharsets.UTF_8);
        this.counters = counters;
        this.clock = clock;
        this.listener = clock.signal();
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
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    private void wakeAll() {
        listening.forEach(Clock.Signal::raise);
    }

    /// A stream of events, if there is a place for one more from this address. Whoever gets none is told so and let go.
    public WebReply stream(WebRequest call, WebReply.Writer writer) {
        return WebReply.stream("text/event-stream", out -> {
            if (!places.take(call.from())) {
                throw new HttpError(503, Message.of("too-many-event-streams", "too many event streams are open"))
                        .with("Retry-After", "10")
                        .with("Connection", "close");
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
        Clock.Signal news = clock.signal();
        join(news);
        try {
            while (open) {
                Picture next = next(seen, news);
                if (next.data().length > 0) {
                    counters.dropped().add(seen < 0 ? 0 : missed(next.number() - seen, every));
                    seen = next.number();
                    send(out, next);
                    counters.frames().increment();
                }
                clock.sleep(every);
            }
        } catch (IOException e) {
            // All that passed by while it did not read.
            counters.dropped().add(Math.max(0, latest().number() - seen));
            throw e;
        } finally {
            leave(news);
        }
    }

    /// A picture that is ready to be sent.
    @SuppressWarnings("ArrayRecordComponent") // sent as it is
    private record Picture(long number, byte[] data) {}

    /// Waits for another picture than the one that was seen.
    private Picture next(long seen, Clock.Signal news) throws InterruptedException {
        Picture now = latest();
        while (now.number() == seen && open) {
            boolean _ = news.await(LOOK);
            now = latest();
        }
        return now;
    }

    private Picture latest() {
        lock.lock();
        try {
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

    private void join(Clock.Signal news) {
        lock.lock();
        try {
            listening.add(news);
        } finally {
            lock.unlock();
        }
        listener.raise();
    }

    private void leave(Clock.Signal news) {
        lock.lock();
        try {
            listening.remove(news);
        } finally {
            lock.unlock();
        }
    }

    private boolean nobodyListens() {
        lock.lock();
        try {
            return listening.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void paint() {
        try {
            while (open) {
                while (nobodyListens() && open) {
                    boolean _ = listener.await(LOOK);
                }
                show();
                clock.sleep(MIN_INTERVAL);
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
            wakeAll();
        } finally {
            lock.unlock();
        }
    }
}
