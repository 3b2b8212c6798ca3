package io.polymeter.link.modbus.connect;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ConnectionException;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.client.UnfitReplyException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The one connection to an endpoint that several links use: opened for the first, closed after the last, and
/// opened anew after it failed.
public final class SharedClient implements ClientOpener {

    private final ClientOpener real;
    private final ReentrantLock turn = new ReentrantLock();
    private final LongAdder replies = new LongAdder();
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
                replies.increment();
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
