package io.polymeter.capture;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ModbusClient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Where all Modbus frames of an installation pass by. While nobody records, that is one look at a field.
public final class Traffic {

    private static final int CLIENTS = 1024;

    private final AtomicReference<@Nullable FrameRing> ring = new AtomicReference<>();
    private final AtomicInteger exchanges = new AtomicInteger();
    private final Object numbers = new Object();
    private final Map<String, Integer> endpoints = new HashMap<>();
    private final Map<String, Integer> clients = new LinkedHashMap<>();
    private int served;
    private int polled;
    private int client;

    /// Hands all frames to a ring from now on.
    ///
    /// @return false where somebody else records
    public boolean start(FrameRing ring) {
        return this.ring.compareAndSet(null, ring);
    }

    /// Ends what [#start] began.
    public void stop(FrameRing ring) {
        this.ring.compareAndSet(ring, null);
    }

    /// A client that shows what it asks and what it is told.
    ///
    /// @param endpoint of the device
    public ModbusClient asking(ModbusClient client, String endpoint, Channel.Transport transport) {
        int number;
        synchronized (numbers) {
            number = endpoints.computeIfAbsent("client " + endpoint, _ -> ++polled);
        }
        return new RecordedClient(client, this, new Channel(Channel.Side.CLIENT, transport, number, 0));
    }

    /// The number of an endpoint that is served.
    public int serving(String endpoint) {
        synchronized (numbers) {
            return endpoints.computeIfAbsent("server " + endpoint, _ -> ++served);
        }
    }

    /// True while somebody records.
    public boolean recorded() {
        return ring.get() != null;
    }

    /// A request that came from a client.
    ///
    /// @param name of the client's connection
    /// @return takes the reply
    public Replied asked(int endpoint, Channel.Transport transport, String name, Asked asked) {
        int number;
        synchronized (numbers) {
            Integer known = clients.get(name);
            if (known == null) {
                known = ++client;
                clients.put(name, known);
                if (clients.size() > CLIENTS) {
                    clients.remove(clients.keySet().iterator().next());
                }
            }
            number = known;
        }
        return request(new Channel(Channel.Side.SERVER, transport, endpoint, number), asked);
    }

    /// What is asked, and of whom.
    public record Asked(int unit, Request request) {}

    /// Takes the reply to a request.
    @FunctionalInterface
    public interface Replied {
        void with(Response response);
    }

    Replied request(Channel channel, Asked asked) {
        FrameRing open = ring.get();
        if (open == null) {
            return _ -> {};
        }
        int number = exchanges.incrementAndGet();
        open.add(Frame.of(channel, number, asked.unit(), asked.request()));
        return response -> open.add(Frame.of(channel, number, asked.unit(), response));
    }
}
