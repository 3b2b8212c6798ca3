package io.polymeter.lab.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A meter that publishes its power two hundred times a second: 1 W, 2 W, 3 W …, whether a broker listens or not.
public final class Publisher implements AutoCloseable {

    private final Mosquitto broker;
    private final String topic;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ConcurrentNavigableMap<Integer, Long> published = new ConcurrentSkipListMap<>();
    private final Thread thread;
    private @Nullable Process process;

    public Publisher(Mosquitto broker, String topic) {
        this.broker = broker;
        this.topic = topic;
        this.thread = Thread.startVirtualThread(this::work);
    }

    /// How long ago a value was published, in nanoseconds of [System#nanoTime].
    public long age(int value) {
        return System.nanoTime() - published.getOrDefault(value, 0L);
    }

    public int last() {
        return published.isEmpty() ? 0 : published.lastKey();
    }

    private void work() {
        int value = 0;
        try {
            while (!over.await(5, TimeUnit.MILLISECONDS)) {
                value++;
                Process client = process;
                if (client == null || !client.isAlive()) {
                    client = new ProcessBuilder(broker.client("mosquitto_pub", "-l", "-t", topic))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
                    process = client;
                }
                published.put(value, System.nanoTime());
                say(client, value + "\n");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static void say(Process client, String line) throws InterruptedException {
        try {
            Writer out = client.outputWriter();
            out.write(line);
            out.flush();
        } catch (IOException _) {
            // Its broker is away, and so it has ended.
            client.waitFor(1, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
