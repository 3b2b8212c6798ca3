package io.polymeter.dbus;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One connection to a bus, for as long as it lasts; it is not made again by itself.
public final class BusConnection implements AutoCloseable {

    /// The bus itself.
    public static final String BUS = "org.freedesktop.DBus";

    /// How long the bus may take to answer; it does so from memory.
    public static final Duration SOON = Duration.ofSeconds(5);

    /// The bus is asked three things until then.
    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(4);
    private static final String BUS_PATH = "/org/freedesktop/DBus";
    private static final int DO_NOT_QUEUE = 4;

    private final Wire wire;
    private final BusHandler caller;
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicInteger serials = new AtomicInteger();
    private final Map<Integer, CompletableFuture<BusMessage>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<IOException> end = new CompletableFuture<>();
    private String name = "";

    private BusConnection(Wire wire, BusHandler caller) {
        this.wire = wire;
        this.caller = caller;
    }

    /// Connects and greets the bus.
    ///
    /// @param caller answers whoever calls us
    public static BusConnection open(BusAddress address, BusHandler caller) throws IOException, InterruptedException {
        Wire wire = address.connect();
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture<Void> tooLate = CompletableFuture.runAsync(
                () -> {
                    late.set(true);
                    wire.close();
                },
                CompletableFuture.delayedExecutor(
                        BEGINS_WITHIN.toMillis(),
                        TimeUnit.MILLISECONDS,
                        task -> Thread.ofVirtual().start(task)));
        try {
            Authentication.run(wire);
            BusConnection connection = new BusConnection(wire, caller);
            connection.begin();
            return connection;
        } catch (IOException e) {
            wire.close();
            throw late.get() ? new IOException("the bus " + address.text() + " does not answer", e) : e;
        } catch (InterruptedException | RuntimeException e) {
            wire.close();
            throw e;
        } finally {
            tooLate.cancel(false);
        }
    }

    private void begin() throws IOException, InterruptedException {
        Thread.Builder builder = wire.pins() ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        builder.name("dbus").start(this::read);
        name = bus("Hello").firstText();
    }

    /// Our unique name on the bus, e.g. `:1.42`.
    public String name() {
        return name;
    }

    /// Ends with the reason when the connection has ended.
    public CompletableFuture<IOException> end() {
        return end.copy();
    }

    /// Takes a name that others find us by.
    ///
    /// @throws IOException if somebody else has it
    public void requestName(String wanted) throws IOException, InterruptedException {
        BusMessage answer = bus("RequestName", new DbusValue.Text(wanted), new DbusValue.Uint32(DO_NOT_QUEUE));
        // 1: primary owner; 4: already owner.
        if (!answer.body().equals(List.of(new DbusValue.Uint32(1)))
                && !answer.body().equals(List.of(new DbusValue.Uint32(4)))) {
            throw new IOException("the name " + wanted + " is taken by another program on the bus");
        }
    }

    /// True if somebody has this name now.
    public boolean hasOwner(String other) throws IOException, InterruptedException {
        return bus("NameHasOwner", new DbusValue.Text(other)).body().equals(List.of(new DbusValue.Bool(true)));
    }

    /// Asks for signals ("Match Rules").
    public void match(String rule) throws IOException, InterruptedException {
        bus("AddMatch", new DbusValue.Text(rule));
    }

    /// Asks the bus whether it is still there.
    public void ping() throws IOException, InterruptedException {
        call(
                BusMessage.call(BUS, new BusMessage.Member(BUS_PATH, "org.freedesktop.DBus.Peer", "Ping"), List.of()),
                SOON);
    }

    private BusMessage bus(String method, DbusValue... arguments) throws IOException, InterruptedException {
        return call(BusMessage.call(BUS, new BusMessage.Member(BUS_PATH, BUS, method), List.of(arguments)), SOON);
    }

    /// Calls and waits.
    ///
    /// @throws RemoteException if the answer is an error
    /// @throws IOException if there is none in time, or the connection ends
    public BusMessage call(BusMessage call, Duration timeout) throws IOException, InterruptedException {
        BusMessage numbered = call.numbered(next());
        CompletableFuture<BusMessage> answer = new CompletableFuture<>();
        waiting.put(numbered.serial(), answer);
        try {
            write(numbered);
            if (end.isDone()) {
                answer.completeExceptionally(end.join());
            }
            BusMessage reply = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (reply.kind() == BusMessage.Kind.ERROR) {
                throw new RemoteException(String.valueOf(reply.fields().error()), reply.firstText());
            }
            return reply;
        } catch (TimeoutException e) {
            throw new IOException(call.fields().destination() + " does not answer", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? "internal error" : String.valueOf(cause.getMessage()), e);
        } finally {
            waiting.remove(numbered.serial());
        }
    }

    /// Sends a message that has no answer.
    public void send(BusMessage message) throws IOException {
        write(message.numbered(next()));
    }

    private int next() {
        return serials.updateAndGet(last -> last == -1 ? 1 : last + 1);
    }

    private void write(BusMessage message) throws IOException {
        byte[] bytes = MessageCodec.encode(message);
        writing.lock();
        try {
            wire.write(bytes);
        } catch (IOException e) {
            over(e);
            // What ended it first is the reason; that nothing can be written any more follows from it.
            throw new IOException("the bus is gone: " + end.join().getMessage(), e);
        } finally {
            writing.unlock();
        }
    }

    private void read() {
        try {
            MessageReader reader = new MessageReader(wire);
            while (true) {
                switch (reader.next()) {
                    case MessageReader.Whole(BusMessage message) -> take(message);
                    case MessageReader.TooLong(BusMessage head) -> refuse(head);
                    case MessageReader.Unknown _ -> {}
                }
            }
        } catch (IOException e) {
            over(e);
        } catch (RuntimeException e) {
            over(new IOException("internal error: " + e, e));
            throw e;
        }
    }

    private void refuse(BusMessage head) throws IOException {
        if (head.wantsAnswer()) {
            send(head.refusal("org.freedesktop.DBus.Error.LimitsExceeded", "nothing here takes so long a message"));
        }
    }

    private void take(BusMessage message) throws IOException {
        switch (message.kind()) {
            case CALL -> answer(message);
            case RETURN, ERROR -> {
                CompletableFuture<BusMessage> asked =
                        waiting.get(message.fields().replyTo());
                if (asked != null) {
                    asked.complete(message);
                }
            }
            case SIGNAL -> caller.signal(message);
        }
    }

    private void answer(BusMessage call) throws IOException {
        try {
            CompletableFuture<List<DbusValue>> answer = caller.call(call).toCompletableFuture();
            if (answer.isDone()) {
                reply(call, answer.join());
            } else {
                // Not on the thread that knows the answer: it may be interrupted, which would end this connection.
                var _ = answer.thenAcceptAsync(
                        values -> replyLater(call, values),
                        task -> Thread.ofVirtual().start(task));
            }
        } catch (BusHandler.Refusal e) {
            if (call.wantsAnswer()) {
                send(call.refusal(e.error(), String.valueOf(e.getMessage())));
            }
        }
    }

    private void reply(BusMessage call, List<DbusValue> values) throws IOException {
        if (call.wantsAnswer()) {
            send(call.answer(values));
        }
    }

    private void replyLater(BusMessage call, List<DbusValue> values) {
        try {
            reply(call, values);
        } catch (IOException e) {
            over(e);
        }
    }

    private void over(@Nullable IOException reason) {
        IOException why = reason == null ? new IOException("the connection is closed") : reason;
        end.complete(why);
        wire.close();
        waiting.values().forEach(answer -> answer.completeExceptionally(why));
    }

    /// Ends the connection; names are given back by that.
    @Override
    public void close() {
        over(null);
    }
}
