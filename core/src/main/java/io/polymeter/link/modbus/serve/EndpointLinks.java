package io.polymeter.link.modbus.serve;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.modbus.connect.ModbusSite;
import io.polymeter.modbus.serial.SerialParameters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes the link of an endpoint, whatever answers there.
public final class EndpointLinks {

    private final ModbusSite site;
    private final SharedServer loop;

    public EndpointLinks(ModbusSite site) {
        this.site = site;
        this.loop = site.reuse()
                .keep(
                        "event loop",
                        "",
                        SharedServer.class,
                        _ -> new SharedServer(site.transports().ports()));
    }

    public void link(Endpoint endpoint, EndpointHandler server, SerialParameters line, @Nullable TlsSettings settings) {
        EndpointHandler seen = seen(endpoint, server);
        String name = endpoint.toString();
        List<Object> terms = endpoint.isSerial() ? List.of(endpoint, line, server) : List.of(endpoint, server);
        switch (endpoint.scheme()) {
            case TCP ->
                site.link(
                        name,
                        terms,
                        TcpEndpointLink.class,
                        _ -> new TcpEndpointLink((Endpoint.Tcp) endpoint, seen, loop));
            case UDP ->
                site.link(name, terms, UdpEndpointLink.class, _ -> new UdpEndpointLink((Endpoint.Udp) endpoint, seen));
            case RTU ->
                site.link(
                        name,
                        terms,
                        RtuEndpointLink.class,
                        _ -> new RtuEndpointLink(((Endpoint.Rtu) endpoint).device(), line, seen, site.transports()));
            case TLS -> {
                Endpoint.Tls tls = (Endpoint.Tls) endpoint;
                List<Object> secured = List.of(tls, server, Optional.ofNullable(settings), site.credentials());
                TlsPort port = new TlsPort(site.credentials(), settings);
                site.link(name, secured, TcpEndpointLink.class, _ -> new TcpEndpointLink(tls, seen, loop, port));
            }
            case RTU_OVER_TCP ->
                site.link(
                        name,
                        terms,
                        RtuOverTcpLink.class,
                        _ -> new RtuOverTcpLink((Endpoint.RtuOverTcp) endpoint, seen, site.transports()));
        }
    }

    /// A port of a simulated device, which sleeps when that sleeps.
    void simulated(Endpoint.Tcp tcp, EndpointHandler server, SimulatedDevice device) {
        site.link(
                tcp.toString(),
                List.of(tcp, server, device),
                TcpEndpointLink.class,
                _ -> new TcpEndpointLink(tcp, seen(tcp, server), loop, device));
    }

    private EndpointHandler seen(Endpoint endpoint, EndpointHandler server) {
        return new SeenEndpoint(server, site.transports().traffic(), endpoint);
    }
}
