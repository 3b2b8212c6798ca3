package io.polymeter.link.modbus.connect;

import io.polymeter.link.Clock;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ConnectionException;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.client.UnfitReplyException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The one connection to an endpoint that several links use: opened for the first, closed after the last, and
/// opened anew after it failed.
public final class SharedClient implements ClientOpener {

    private final ClientOpener real;
    private final ReentrantLock turn = new ReentrantLock();
    private final LongAdder replies = new LongAdder();
    private final Map<Integer, LongAdder> byUnit = new ConcurrentHashMap<>();
    /// Who waits for a reply, and of which unit; -1: of any.
    private final Map<Clock.Signal, Integer> waiting = new ConcurrentHashMap<>();

    private @Nullable Shared current;

    private static final class Shared {
        private final ModbusClient client;
        private int users;

        private Shared(ModbusClient client) {
            this.client = client;
        }
    }

    public SharedClient(ClientOpener real) {
        this.real = real;
    }

    @Override
    public ModbusClient open() throws IOException, InterruptedException {
        turn.lockInterruptibly();
        try {
            Shared shared = current;
            if (shared == null) {
                shared = new Shared(real.open());
                current = shared;
            }
            shared.users++;
            return new Lease(shared);
        } finally {
            turn.unlock();
        }
    }

    /// How many replies came so far, whoever asked.
    public long replies() {
        return replies.sum();
    }

    /// Waits until somebody has got a reply: then the device is there for everybody.
    ///
    /// @param unit whose reply counts; -1: any unit's
    public void awaitReply(Clock clock, int unit, Duration most) throws InterruptedException {
        Clock.Signal signal = clock.signal();
        waiting.put(signal, unit);
        try {
            signal.await(most);
        } finally {
            waiting.remove(signal);
        }
    }

    private void replied(int unit, Response response) {
        replies.increment();
        boolean gateways = response instanceof Response.Refusal(int _, ExceptionCode code)
                && (code == ExceptionCode.GATEWAY_PATH_UNAVAILABLE
                        || code == ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
        if (gateways) {
            return;
        }
        byUnit.computeIfAbsent(unit, _ -> new LongAdder()).increment();
        if (!waiting.isEmpty()) {
            waiting.forEach((signal, of) -> {
                if (of < 0 || of == unit) {
                    signal.raise();
                }
            });
        }
    }

    /// How many replies came of a unit so far, whoever asked.
    public long replies(int unit) {
        LongAdder counted = byUnit.get(unit);
        return counted == null ? 0 : counted.sum();
    }

    private void release(Shared shared) {
        turn.lock();
        try {
            shared.users--;
            if (shared.users == 0) {
                shared.client.close();
                forget(shared);
            }
        } finally {
            turn.unlock();
        }
    }

    private void failed(Shared shared) {
        turn.lock();
        try {
            forget(shared);
            shared.client.close();
        } finally {
            turn.unlock();
        }
    }

    private void forget(Shared shared) {
        if (current == shared) {
            current = null;
        }
    }

    /// One link's use of the connection.
    private final class Lease implements ModbusClient {

        private final Shared shared;
        private boolean closed;

        private Lease(Shared shared) {
            this.shared = shared;
        }

        @Override
        public Response send(int unit, Request request) throws IOException, InterruptedException {
            try {
                Response response = shared.client.send(unit, request);
                replied(unit, response);
                return response;
            } catch (NoResponseException | UnfitReplyException | ConnectionException e) {
                // The client connects anew by itself: what one link asked for is no trouble of the others.
                throw e;
            } catch (IOException e) {
                failed(shared);
                throw e;
            }
        }

        @Override
        public List<Deviation> deviations() {
            return shared.client.deviations();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(shared);
            }
        }
    }
}
