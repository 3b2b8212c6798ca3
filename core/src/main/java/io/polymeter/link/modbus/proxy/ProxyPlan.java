package io.polymeter.link.modbus.proxy;

import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.modbus.connect.ModbusPlanning;
import io.polymeter.link.modbus.connect.ModbusSite;
import io.polymeter.link.modbus.poll.PollSourcePlan;
import io.polymeter.link.modbus.serve.AllowList;
import io.polymeter.link.modbus.serve.EndpointLinks;
import io.polymeter.link.modbus.serve.ServedOutputPlan;
import io.polymeter.modbus.serial.SerialParameters;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Many clients ask a device through us.
///
/// @param device how we reach it
/// @param endpoint where they ask
public record ProxyPlan(String output, ModbusSink sink, PollSourcePlan device, Endpoint endpoint) {

    /// What a device may take where nothing is said.
    private static final Duration USUAL = Duration.ofSeconds(1);

    /// Plans what an output has of it; null where something is wrong.
    ///
    /// @param device how its meter is read, null where it is not
    public static @Nullable ProxyPlan of(
            String output, ModbusSink sink, @Nullable PollSourcePlan device, ModbusPlanning planning) {
        Endpoint endpoint = Objects.requireNonNull(sink.proxy());
        String path = "outputs." + output + ".modbus";
        if (!planning.usable(endpoint, sink.tls(), path + ".proxy")) {
            return null;
        }
        planning.sharing()
                .line(
                        endpoint,
                        ModbusPlanning.line(sink.serial(), device == null ? null : device.profile()),
                        path + ".proxy");
        planning.sharing().secured(endpoint, sink.tls(), path + ".proxy");
        if (device == null) {
            return null;
        }
        if (sink.writes() == ModbusSink.Writes.PROFILE) {
            if (!ModbusPlanning.isAuto(device.meter())) {
                ServedOutputPlan.anyWritable(device.profile(), List.of(endpoint), path + ".writes", planning);
            }
        }
        return new ProxyPlan(output, sink, device, endpoint);
    }

    public AllowList allow() {
        return new AllowList(sink.allow());
    }

    public String describe() {
        return "output " + output + " shares the connection to "
                + device.client().endpoint() + " at " + endpoint + " with " + allow().words();
    }

    /// As long as the device may take.
    private Duration replyWithin() {
        if (sink.replyWithin() != null) {
            return sink.replyWithin();
        }
        Duration timeout = device.source().timeout();
        return timeout == null ? USUAL : timeout;
    }

    /// Adds the links of a proxy.
    ///
    /// @param unit the device's unit id, -1 while nobody knows
    public ProtocolLinks.Output build(ModbusSite site, IntSupplier unit) {
        Endpoint served = device.client().endpoint();
        ProxyLink.Terms asking = new ProxyLink.Terms(
                output + ".proxy", served.toString(), unit, sink.cache(), site.client(device.client()));
        ProxyLink link = site.link(asking.name(), asking, ProxyLink.class, _ -> new ProxyLink(asking, site.clock()));
        ProxyServer.Terms serving = new ProxyServer.Terms(
                output,
                unit,
                served.isSerial(),
                Set.copyOf(sink.proxyFunctions()),
                replyWithin(),
                allow(),
                sink.writes() == ModbusSink.Writes.PROFILE ? device.profile() : null,
                device.isChain() ? site.meter(device.meter().name()) : null);
        ProxyServer server = site.reuse()
                .keep(
                        "proxy " + endpoint,
                        List.of(serving, link),
                        ProxyServer.class,
                        _ -> new ProxyServer(serving, site.clock(), link));
        SerialParameters line = ModbusPlanning.line(sink.serial(), device.profile());
        new EndpointLinks(site).link(endpoint, server, line, sink.tls());
        return new ProtocolLinks.Output(
                output,
                device.meter().name(),
                device.profile().id(),
                endpoint + " all units of " + served,
                server::statistics);
    }
}
