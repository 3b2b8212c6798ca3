package io.polymeter.lab.concurrency;

import io.polymeter.link.modbus.connect.SharedClient;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

/// The one connection to a device that links lease, use, give back and find broken.
public final class SharedClientCalls {

    private static final Request READ = new Request.ReadHoldingRegisters(0, 1);

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicBoolean everBroken = new AtomicBoolean();
    private final Queue<ModbusClient> leases = new ConcurrentLinkedQueue<>();
    private final SharedClient client = new SharedClient(Connection::new);

    /// A connection to the device, of which there may be one.
    private final class Connection implements ModbusClient {

        private final AtomicBoolean closed = new AtomicBoolean();

        private Connection() {
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        }

        @Override
        public Response send(int unit, Request request) throws IOException {
            if (closed.get() || broken.compareAndSet(true, false)) {
                throw new IOException("gone");
            }
            return new Response.ReadRegisters(3, Words.of(1));
        }

        @Override
        public void close() {
            if (!closed.getAndSet(true)) {
                open.decrementAndGet();
            }
        }
    }

    /// A link begins.
    @Operation
    public void lease() throws IOException, InterruptedException {
        leases.add(client.open());
    }

    /// A link ends.
    @Operation
    public boolean giveBack() {
        ModbusClient lease = leases.poll();
        if (lease == null) {
            return false;
        }
        lease.close();
        return true;
    }

    /// A link begins, asks and ends, whatever becomes of the connection meanwhile.
    @Operation
    public boolean ask() throws InterruptedException {
        @Nullable ModbusClient lease = null;
        try {
            lease = client.open();
            return lease.send(1, READ) instanceof Response.ReadRegisters;
        } catch (IOException _) {
            // Nobody else's end is the end of this one's connection.
            return everBroken.get();
        } finally {
            if (lease != null) {
                lease.close();
            }
        }
    }

    /// The next exchange fails.
    @Operation
    public void breakNext() {
        everBroken.set(true);
        broken.set(true);
    }

    /// After each round: there was one connection at a time, and none is left where nobody has a lease.
    @Validate
    public void oneConnection() {
        if (mostOpen.get() > 1 || open.get() > 1 || leases.isEmpty() && open.get() != 0) {
            throw new IllegalStateException(
                    mostOpen + " connections at once, " + open + " now, for " + leases.size() + " leases");
        }
    }
}
