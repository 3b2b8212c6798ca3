package io.polymeter.link.modbus.serve;

import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.net.ListenException;
import io.polymeter.modbus.server.ServerCounters;
import io.polymeter.modbus.server.UdpServer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One UDP port that is served: everything shown there shares it by unit id.
final class UdpEndpointLink implements Link {

    private final Endpoint.Udp endpoint;
    private final EndpointHandler server;
    private volatile @Nullable UdpServer open;

    UdpEndpointLink(Endpoint.Udp endpoint, EndpointHandler server) {
        this.endpoint = endpoint;
        this.server = server;
    }

    @Override
    public String name() {
        return endpoint.toString();
    }

    @Override
    public Message description() {
        return Message.of("link-serves", "serves {units}", server.units());
    }

    @Override
    public void run(Context context) throws Exception {
        RejectionLog strangers = new RejectionLog(this, context);
        Thread telling = Thread.ofVirtual().name(name()).unstarted(() -> tell(strangers));
        try (UdpServer serving = UdpServer.open(
                ServedPort.address(endpoint, endpoint.host(), endpoint.port()),
                server,
                client -> ServedPort.admits(server, client, strangers))) {
            open = serving;
            telling.start();
            report(context, Health.State.UP, ServedPort.LISTENS);
            serving.run();
        } catch (ListenException e) {
            throw new CodedIoException(PortAdvice.of(e, endpoint.port(), 'u'), e);
        } finally {
            open = null;
            telling.interrupt();
        }
    }

    private void tell(RejectionLog strangers) {
        try {
            strangers.tell();
        } catch (InterruptedException _) {
            // The endpoint was closed.
        }
    }

    @Override
    public Map<String, Long> counters() {
        UdpServer serving = open;
        Map<String, Long> counters = new TreeMap<>();
        counters.put("unknown-unit", server.unknownUnits());
        if (serving != null) {
            ServerCounters seen = serving.counters();
            counters.put("clients", seen.accepted());
            ServedPort.count(seen, counters);
        }
        return counters;
    }
}
