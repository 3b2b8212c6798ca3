package io.polymeter.link.modbus;

import io.polymeter.config.net.AddressRange;
import io.polymeter.link.LinkReuse;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.Site;
import io.polymeter.link.modbus.connect.CertificateTableLink;
import io.polymeter.link.modbus.connect.ModbusSite;
import io.polymeter.link.modbus.connect.TlsCredentials;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.link.modbus.poll.PollSourcePlan;
import io.polymeter.link.modbus.proxy.ProxyPlan;
import io.polymeter.link.modbus.push.PushClientPlan;
import io.polymeter.link.modbus.serve.NameResolutionLink;
import io.polymeter.link.modbus.serve.PushSource;
import io.polymeter.link.modbus.serve.PushSourcePlan;
import io.polymeter.link.modbus.serve.RegisterOutput;
import io.polymeter.link.modbus.serve.ServedEndpoints;
import io.polymeter.link.modbus.serve.ServedOutputPlan;
import io.polymeter.link.modbus.serve.TelemetryLog;
import io.polymeter.link.modbus.serve.TrafficListener;
import io.polymeter.link.modbus.serve.TrafficRelay;
import io.polymeter.link.modbus.serve.WriteForwarder;
import io.polymeter.link.modbus.serve.WrittenDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Turns plans into links that run, and keeps those that run already.
record ModbusBlueprint(ModbusPlan plan, LinkReuse reuse, Transports transports) implements Protocol.Blueprint {

    @Override
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        plan.pushes.forEach(push -> lines.add(push.describe()));
        plan.polls.forEach(poll -> lines.add(poll.describe()));
        plan.served.forEach(output -> lines.addAll(output.describe()));
        plan.proxies.forEach(proxy -> lines.add(proxy.describe()));
        plan.clients.forEach(client -> lines.add(client.describe()));
        return lines;
    }

    @Override
    public ProtocolLinks build(Site around) {
        ModbusSite site = new ModbusSite(around, reuse, transports, plan.settings.state());
        TrafficRelay traffic = reuse.keep("traffic", "", TrafficRelay.class, _ -> new TrafficRelay());
        if (plan.isSecured()) {
            TlsCredentials credentials = site.credentials();
            site.link(
                    "certificates",
                    credentials,
                    CertificateTableLink.class,
                    _ -> new CertificateTableLink(credentials));
        }
        Map<String, PushSource> sources = new LinkedHashMap<>();
        for (PushSourcePlan push : plan.pushes) {
            sources.put(push.meter().name(), push.build(site, traffic));
        }
        Map<String, WrittenDevice> units = new HashMap<>();
        for (PollSourcePlan poll : plan.polls) {
            String meter = poll.meter().name();
            units.put(meter, poll.build(site, sources.get(meter)));
        }
        List<RegisterOutput> outputs = new ArrayList<>();
        List<ProtocolLinks.Output> shown = new ArrayList<>();
        for (ServedOutputPlan served : plan.served) {
            RegisterOutput output = served.build(site, traffic);
            outputs.add(output);
            shown.add(served.shown(output));
        }
        endpoints(site, sources, outputs, forwarders(site, units));
        for (PushClientPlan client : plan.clients) {
            client.build(site);
        }
        for (ProxyPlan proxy : plan.proxies) {
            String meter = proxy.device().meter().name();
            shown.add(proxy.build(site, Objects.requireNonNull(units.get(meter))));
        }
        telemetry(site, traffic, List.copyOf(sources.values()), outputs);
        names(site);
        reuse.settle();
        return new ProtocolLinks(site.parts(), shown);
    }

    /// Whoever passes writes on, for each meter that takes some.
    private Map<String, WriteForwarder> forwarders(ModbusSite site, Map<String, WrittenDevice> units) {
        Map<String, WriteForwarder> forwarders = new HashMap<>();
        Set<String> written = plan.written();
        for (PollSourcePlan poll : plan.polls) {
            String meter = poll.meter().name();
            if (written.contains(meter)) {
                WrittenDevice unit = Objects.requireNonNull(units.get(meter));
                forwarders.put(meter, WriteForwarder.build(meter, unit, poll.client(), site));
            }
        }
        return forwarders;
    }

    private void endpoints(
            ModbusSite site,
            Map<String, PushSource> sources,
            List<RegisterOutput> outputs,
            Map<String, WriteForwarder> forwarders) {
        ServedEndpoints endpoints = new ServedEndpoints();
        for (PushSourcePlan push : plan.pushes) {
            endpoints.add(
                    push,
                    java.util.Objects.requireNonNull(sources.get(push.meter().name())));
        }
        for (int i = 0; i < outputs.size(); i++) {
            ServedOutputPlan served = plan.served.get(i);
            WriteForwarder forwarder =
                    served.writes() ? forwarders.get(served.meter().name()) : null;
            endpoints.add(served, outputs.get(i), forwarder);
        }
        endpoints.build(site);
    }

    private void telemetry(
            ModbusSite site, TrafficRelay traffic, List<PushSource> sources, List<RegisterOutput> outputs) {
        boolean lines = sources.stream().anyMatch(source -> source.profile().telemetry() != null);
        if (!lines && plan.settings.log().statistics() == null) {
            traffic.to(TrafficListener.NONE);
            return;
        }
        List<TelemetryLog.Reader> readers = outputs.stream()
                .map(output -> new TelemetryLog.Reader(output.name(), output.meter(), output.tally()))
                .toList();
        TelemetryLog.Terms terms =
                new TelemetryLog.Terms(sources, readers, plan.settings.log().statistics());
        traffic.to(site.link("telemetry", terms, TelemetryLog.class, _ -> new TelemetryLog(terms, site.clock())));
    }

    /// Host names in lists of senders and readers are looked up by a link of their own, because that may take
    /// seconds.
    private void names(ModbusSite site) {
        List<AddressRange> names = new ArrayList<>();
        plan.pushes.forEach(push -> names.addAll(push.from().names()));
        plan.served.forEach(output -> names.addAll(output.allow().names()));
        plan.proxies.forEach(proxy -> names.addAll(proxy.allow().names()));
        if (!names.isEmpty()) {
            // Equal names of another reading are other objects, and know no addresses yet.
            site.link("names", new Object(), NameResolutionLink.class, _ -> new NameResolutionLink(names));
        }
    }
}
