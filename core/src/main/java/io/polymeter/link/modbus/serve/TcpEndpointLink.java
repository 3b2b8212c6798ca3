package io.polymeter.link.modbus.serve;

import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.net.ListenException;
import io.polymeter.modbus.server.OpenPort;
import io.polymeter.modbus.server.ServerCounters;
import io.polymeter.modbus.server.ServerLimits;
import io.polymeter.modbus.server.TcpListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One TCP port that is served: everything shown or written there shares it by unit id.
final class TcpEndpointLink implements Link {

    /// A loop that only ever answers from memory, on a machine that does much else.
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(2);

    private final Endpoint.Net endpoint;
    private final EndpointHandler server;
    private final SharedServer loop;
    private final @Nullable TlsPort tls;
    private final @Nullable SimulatedDevice device;
    private volatile @Nullable OpenPort port;

    TcpEndpointLink(Endpoint.Net endpoint, EndpointHandler server, SharedServer loop) {
        this(endpoint, server, loop, (TlsPort) null);
    }

    /// A port of a simulated device, which sleeps when that sleeps.
    TcpEndpointLink(Endpoint.Net endpoint, EndpointHandler server, SharedServer loop, SimulatedDevice device) {
        this.tls = null;
        this.device = device;
        this.endpoint = endpoint;
        this.server = server;
        this.loop = loop;
    }

    /// @param tls what makes it a TLS port; null serves in the clear
    TcpEndpointLink(Endpoint.Net endpoint, EndpointHandler server, SharedServer loop, @Nullable TlsPort tls) {
        this.tls = tls;
        this.device = null;
        this.endpoint = endpoint;
        this.server = server;
        this.loop = loop;
    }

    @Override
    public String name() {
        return endpoint.toString();
    }

    @Override
    public Message description() {
        return Message.of("link-serves", "serves {units}", server.units());
    }

    /// Where it listens, null while it does not.
    @Nullable
    InetSocketAddress localAddress() {
        OpenPort open = port;
        return open == null ? null : open.localAddress();
    }

    @Override
    public void run(Context context) throws Exception {
        SimulatedDevice simulated = device;
        while (simulated != null) {
            if (simulated.isAsleep(context.clock().nanos())) {
                report(context, Health.State.WAITING, Message.of("device-asleep", "the simulated device sleeps"));
            }
            simulated.await(true, context.clock());
            serve(context);
        }
        serve(context);
    }

    private void serve(Context context) throws Exception {
        RejectionLog strangers = new RejectionLog(this, context);
        TcpListener plain = TcpListener.plain(ServedPort.address(endpoint, endpoint.host(), endpoint.port()), server)
                .with(limits())
                .admitting(client -> ServedPort.admits(server, client, strangers));
        TcpListener listener = tls == null ? plain : tls.secure(plain, context);
        try (SharedServer.Listening listening = loop.listen(listener)) {
            port = listening.port();
            if (tls != null) {
                tls.opened();
            }
            report(context, Health.State.UP, ServedPort.LISTENS);
            if (device == null) {
                strangers.tell();
            } else {
                device.await(false, context.clock());
            }
        } catch (ListenException e) {
            throw new CodedIoException(PortAdvice.of(e, endpoint.port(), 't'), e);
        } finally {
            port = null;
            if (tls != null) {
                tls.closed();
            }
        }
    }

    @Override
    public boolean responsive() {
        return loop.turns(LONGEST_ROUND);
    }

    private ServerLimits limits() {
        ServerLimits usual = ServerLimits.DEFAULT;
        int clients = device == null || device.clients() == 0 ? usual.connections() : device.clients();
        return new ServerLimits(clients, usual.perAddress(), usual.idle(), usual.write(), usual.handshake());
    }

    @Override
    public Map<String, Long> counters() {
        OpenPort open = port;
        Map<String, Long> counters = new TreeMap<>();
        counters.put("unknown-unit", server.unknownUnits());
        if (tls != null) {
            counters.putAll(tls.counters());
        }
        if (open != null) {
            ServerCounters seen = open.counters();
            counters.put("accepted", seen.accepted());
            counters.put("over-limit", seen.overLimit());
            counters.put("timed-out", seen.timedOut());
            ServedPort.count(seen, counters);
        }
        return counters;
    }

    @Override
    public Map<String, Long> gauges() {
        OpenPort open = port;
        return Map.of("connections", open == null ? 0L : open.counters().open());
    }
}
