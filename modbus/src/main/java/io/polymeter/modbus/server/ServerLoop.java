package io.polymeter.modbus.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread of a [TcpServer] with what its connections share. Everything but [#execute], [#call] and [#stop]
/// belongs to that thread.
///
/// Connections come and go; the buffers stay. A connection holds bytes of its own only while a frame is incomplete,
/// or while its client does not take its answers.
final class ServerLoop implements Runnable {

    /// What one connection may hand in before the others have their turn.
    static final int TURN = 4096;

    /// The greatest plaintext of a TLS record, with room for what JSSE wants beyond it.
    private static final int RECORD = 18 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ServerLoop.class);
    private static final long LONGEST_SWEEP = TimeUnit.SECONDS.toMillis(1);
    private static final long SHORTEST_SWEEP = 10;
    private static final long FAILURE_PAUSE = TimeUnit.SECONDS.toNanos(10);

    final ByteBuffer in = ByteBuffer.allocateDirect(TURN + RECORD);
    final Outbox outbox = new Outbox();
    final Selector selector;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Set<ServerPort> ports = new HashSet<>();
    private final Thread thread;

    /// How long to wait at most, in ms; 0 is for ever, when there is nobody whose time could run out.
    private long wait;

    private long nextSweep = System.nanoTime();

    /// The time of this round, 0 while nobody has asked for it: reading the clock is a system call on some
    /// machines.
    private long now;

    private long failures;
    private long failureSaid;

    private @Nullable TlsBuffers tlsBuffers;
    private volatile boolean stopping;

    ServerLoop() throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().name("modbus-tcp-server").daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    boolean running() {
        return !stopping && thread.isAlive();
    }

    /// Runs `task` on the loop, soon. Dropped when the loop has ended.
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /// Runs `task` on the loop and waits until it is done and the sockets it closed are gone; at most one second.
    void call(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        if (!thread.isAlive()) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        execute(() -> {
            try {
                task.run();
            } finally {
                flushClosed();
                done.countDown();
            }
        });
        await(done);
    }

    /// True if the loop gets to its next round within `most`.
    boolean turns(Duration most) {
        if (Thread.currentThread() == thread || stopping) {
            return true;
        }
        CountDownLatch round = new CountDownLatch(1);
        execute(round::countDown);
        try {
            return thread.isAlive() && round.await(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Ends the loop, its ports and their connections; waits for at most one second.
    void stop() {
        call(() -> {
            stopping = true;
            Set.copyOf(ports).forEach(ServerPort::end);
        });
    }

    /// Made when the first TLS client comes: few installations have any.
    TlsBuffers tlsBuffers() {
        TlsBuffers buffers = tlsBuffers;
        if (buffers == null) {
            buffers = new TlsBuffers();
            tlsBuffers = buffers;
        }
        return buffers;
    }

    /// Nanoseconds, as [System#nanoTime], not older than the last wait.
    long now() {
        if (now == 0) {
            now = System.nanoTime();
        }
        return now;
    }

    void add(ServerPort port) {
        ports.add(port);
        rearm();
    }

    void remove(ServerPort port) {
        ports.remove(port);
        rearm();
    }

    @Override
    public void run() {
        try (selector) {
            while (!stopping) {
                selector.select(this::ready, wait);
                outbox.post();
                now = 0;
                runTasks();
                sweep();
            }
        } catch (IOException e) {
            LOG.error("The Modbus TCP server stops: {}", e.toString());
        } finally {
            Set.copyOf(ports).forEach(ServerPort::end);
            runTasks();
        }
    }

    private void ready(SelectionKey key) {
        Ready target = (Ready) key.attachment();
        try {
            target.ready();
        } catch (RuntimeException | Error e) {
            failed(e);
            target.end();
        }
    }

    /// A defect that every client meets must not fill the log.
    private void failed(Throwable e) {
        failures++;
        if (failures == 1 || now() - failureSaid > FAILURE_PAUSE) {
            LOG.error("Closing a connection: serving it failed, {} so far", failures, e);
            failureSaid = now();
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A task of the Modbus TCP server failed", e);
            }
        }
        outbox.post();
    }

    /// A closed channel keeps its descriptor until the selector has forgotten its key.
    private void flushClosed() {
        try {
            selector.selectNow(this::ready);
            outbox.post();
        } catch (IOException e) {
            LOG.debug("Selecting failed", e);
        }
    }

    private void sweep() {
        if (wait != 0 && now() - nextSweep >= 0) {
            ports.forEach(port -> port.sweep(now()));
            rearm();
        }
        now = 0;
    }

    /// Sets when to look for those whose time has run out; to be called when the first connection of a port
    /// comes.
    void rearm() {
        wait = 0;
        for (ServerPort port : ports) {
            if (port.needsSweep()) {
                long own = Math.clamp(quarter(port.limits().shortest()), SHORTEST_SWEEP, LONGEST_SWEEP);
                wait = wait == 0 ? own : Math.min(wait, own);
            }
        }
        nextSweep = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
    }

    private static long quarter(Duration time) {
        return time.toMillis() / 4;
    }

    private static void await(CountDownLatch done) {
        try {
            if (!done.await(1, TimeUnit.SECONDS)) {
                LOG.debug("The Modbus TCP server is slow to close");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What a selection key stands for.
    interface Ready {

        /// Its channel can do what was waited for.
        void ready();

        /// Ends it, without a word to the other side.
        void end();
    }
}
