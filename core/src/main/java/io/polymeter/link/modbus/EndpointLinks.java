package io.polymeter.link.modbus;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Clock;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.modbus.connect.SharedClient;
import io.polymeter.link.modbus.connect.TlsCredentials;
import io.polymeter.link.modbus.proxy.ProxyLink;
import io.polymeter.link.modbus.proxy.ProxyServer;
import io.polymeter.link.modbus.serve.EndpointHandler;
import io.polymeter.link.modbus.serve.RtuEndpointLink;
import io.polymeter.link.modbus.serve.RtuOverTcpLink;
import io.polymeter.link.modbus.serve.SimulatedDevice;
import io.polymeter.link.modbus.serve.TcpEndpointLink;
import io.polymeter.link.modbus.serve.TlsPort;
import io.polymeter.modbus.serial.SerialParameters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes the link of an endpoint, whatever answers there.
record EndpointLinks(ModbusReuse rack, TlsCredentials trust) {

    ProtocolLinks.Part link(
            Endpoint endpoint, EndpointHandler server, SerialParameters line, @Nullable TlsSettings settings) {
        String name = endpoint.toString();
        List<Object> terms = endpoint.isSerial() ? List.of(endpoint, line, server) : List.of(endpoint, server);
        return switch (endpoint) {
            case Endpoint.Tcp tcp ->
                rack.link(name, terms, TcpEndpointLink.class, _ -> new TcpEndpointLink(tcp, server, rack.loop()))
                        .part();
            case Endpoint.Rtu rtu ->
                rack.link(
                                name,
                                terms,
                                RtuEndpointLink.class,
                                _ -> new RtuEndpointLink(rtu.device(), line, server, rack.ways()))
                        .part();
            case Endpoint.Tls tls -> {
                List<Object> secured = List.of(tls, server, Optional.ofNullable(settings), trust);
                TlsPort port = new TlsPort(trust, settings);
                yield rack.link(
                                name,
                                secured,
                                TcpEndpointLink.class,
                                _ -> new TcpEndpointLink(tls, server, rack.loop(), port))
                        .part();
            }
            case Endpoint.RtuOverTcp gateway ->
                rack.link(name, terms, RtuOverTcpLink.class, _ -> new RtuOverTcpLink(gateway, server, rack.ways()))
                        .part();
        };
    }

    /// A port of a simulated device, which sleeps when that sleeps.
    ProtocolLinks.Part simulated(Endpoint.Tcp tcp, EndpointHandler server, SimulatedDevice device) {
        return rack.link(
                        tcp.toString(),
                        List.of(tcp, server, device),
                        TcpEndpointLink.class,
                        _ -> new TcpEndpointLink(tcp, server, rack.loop(), device))
                .part();
    }

    /// The links of a proxy.
    ///
    /// @param client the device's only connection
    /// @param parts takes them
    ProtocolLinks.Output proxy(
            ModbusPlan.Proxy proxy, SharedClient client, Clock clock, List<ProtocolLinks.Part> parts) {
        ModbusPlan.Poll poll = proxy.poll();
        String device = poll.client().endpoint().toString();
        ProxyLink.Terms asking =
                new ProxyLink.Terms(proxy.output() + ".proxy", device, poll.unit(), proxy.cache(), client);
        ModbusReuse.Built<ProxyLink> link =
                rack.link(asking.name(), asking, ProxyLink.class, _ -> new ProxyLink(asking, clock));
        ProxyServer.Terms serving = new ProxyServer.Terms(
                proxy.output(),
                poll.unit(),
                poll.client().endpoint().isSerial(),
                proxy.allow(),
                proxy.writes() ? poll.profile() : null);
        ProxyServer server = rack.keep(
                "proxy " + proxy.endpoint(),
                List.of(serving, link.link()),
                ProxyServer.class,
                _ -> new ProxyServer(serving, clock, link.link()));
        parts.add(link.part());
        parts.add(link(proxy.endpoint(), server, proxy.line(), proxy.tls()));
        return new ProtocolLinks.Output(
                proxy.output(),
                poll.meter(),
                poll.profile().id(),
                proxy.endpoint() + " all units of " + device,
                server::statistics);
    }
}
