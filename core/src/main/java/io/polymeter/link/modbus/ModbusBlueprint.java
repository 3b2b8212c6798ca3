package io.polymeter.link.modbus;

import io.polymeter.config.ModbusSink;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.ServedRegisters;
import io.polymeter.link.Site;
import io.polymeter.link.modbus.connect.CertificateTableLink;
import io.polymeter.link.modbus.connect.ClientOpener;
import io.polymeter.link.modbus.connect.ClientTerms;
import io.polymeter.link.modbus.connect.SharedClient;
import io.polymeter.link.modbus.connect.TlsCredentials;
import io.polymeter.link.modbus.poll.PollSource;
import io.polymeter.link.modbus.poll.ReadPlan;
import io.polymeter.link.modbus.push.PushClientLink;
import io.polymeter.link.modbus.push.PushPlan;
import io.polymeter.link.modbus.serve.PushSource;
import io.polymeter.link.modbus.serve.RegisterOutput;
import io.polymeter.link.modbus.serve.RegisterServer;
import io.polymeter.link.modbus.serve.SimulatedDevice;
import io.polymeter.link.modbus.serve.TelemetryLog;
import io.polymeter.link.modbus.serve.TrafficListener;
import io.polymeter.link.modbus.serve.UnitHandler;
import io.polymeter.link.modbus.serve.WriteAccess;
import io.polymeter.loop.OutputTiming;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns plans into links that run, and keeps those that run already.
final class ModbusBlueprint implements Protocol.Blueprint {

    private final ModbusPlan plans;
    private final ModbusReuse rack;
    /// Meters that outputs of other kinds write to.
    private final Set<String> controlled;

    ModbusBlueprint(ModbusPlan plans, ModbusReuse rack, Set<String> controlled) {
        this.plans = plans;
        this.rack = rack;
        this.controlled = Set.copyOf(controlled);
    }

    @Override
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        for (ModbusPlan.Push push : plans.pushes()) {
            lines.add("meter " + push.meter() + " is written to at " + push.endpoint() + ", " + units(push.units())
                    + ", by " + push.from().words() + " (" + push.profile().id() + ")");
        }
        for (ModbusPlan.Poll poll : plans.polls()) {
            if (poll.search() != null) {
                lines.add("meter " + poll.meter() + " is read from "
                        + poll.client().endpoint() + ", " + poll.search().words());
                continue;
            }
            boolean pushes = isPushed(poll.meter());
            ReadPlan plan =
                    ReadPlan.of(poll.profile(), span -> !(pushes && span.group().pushed()));
            String ranges = plan.batches().stream()
                    .map(batch -> batch.group().name() + " "
                            + batch.asks().stream()
                                    .map(ask -> ask.range().toString())
                                    .collect(Collectors.joining(", ")))
                    .collect(Collectors.joining("; "));
            lines.add("meter " + poll.meter() + " is read from " + poll.client().endpoint() + ", unit " + poll.unit()
                    + " (" + poll.profile().id() + "): " + ranges);
        }
        for (ModbusPlan.Serve serve : plans.serves()) {
            for (Endpoint endpoint : serve.endpoints()) {
                String line = endpoint instanceof Endpoint.Rtu ? " at " + serve.line() : "";
                lines.add("output " + serve.output() + " shows " + serve.meter() + " as "
                        + serve.shown().profile().id()
                        + " at " + endpoint + line + ", unit " + serve.unit() + ", to "
                        + serve.allow().words());
            }
        }
        for (ModbusPlan.Proxy proxy : plans.proxies()) {
            lines.add("output " + proxy.output() + " shares the connection to "
                    + proxy.poll().client().endpoint() + " at " + proxy.endpoint() + " with "
                    + proxy.allow().words());
        }
        for (ModbusPlan.Master master : plans.masters()) {
            lines.add(words(master));
        }
        return lines;
    }

    private static String words(ModbusPlan.Master master) {
        String ranges = PushPlan.writes(
                        master.shown().profile(), master.sending().send())
                .stream()
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        return "output " + master.output() + " writes registers " + ranges + " of " + master.meter() + " to "
                + master.client().endpoint() + ", unit " + master.unit() + ", every "
                + master.sending().every();
    }

    private static String units(Set<Integer> units) {
        return (units.size() == 1 ? "unit " : "units ")
                + units.stream().sorted().map(String::valueOf).collect(Collectors.joining(" and "));
    }

    private boolean isPushed(String meter) {
        return plans.pushes().stream().anyMatch(push -> push.meter().equals(meter));
    }

    @Override
    public ProtocolLinks build(Site site) {
        List<ProtocolLinks.Part> parts = new ArrayList<>();
        TlsCredentials trust = rack.keep(
                "trust",
                plans.state(),
                TlsCredentials.class,
                _ -> new TlsCredentials(plans.state(), site.clock()::wall));
        if (plans.secured()) {
            parts.add(rack.link("certificates", trust, CertificateTableLink.class, _ -> new CertificateTableLink(trust))
                    .part());
        }
        Map<String, PushSource> sources = new HashMap<>();
        for (ModbusPlan.Push push : plans.pushes()) {
            ModbusReuse.Built<PushSource> built = push(push, site);
            parts.add(built.part());
            sources.put(push.meter(), built.link());
        }
        for (ModbusPlan.Poll poll : plans.polls()) {
            parts.add(poll(poll, sources.get(poll.meter()), new Ground(site, trust)));
        }
        List<RegisterOutput> outputs = new ArrayList<>();
        List<ProtocolLinks.Output> shown = new ArrayList<>();
        for (ModbusPlan.Serve serve : plans.serves()) {
            RegisterOutput output = output(serve, site);
            outputs.add(output);
            String where = serve.endpoints().stream().map(Object::toString).collect(Collectors.joining(", "));
            shown.add(new ProtocolLinks.Output(
                    serve.output(),
                    serve.meter(),
                    serve.shown().profile().id(),
                    where + " unit " + serve.unit(),
                    output.tally()::snapshot,
                    face(serve, output)));
        }
        Shelf shelf = new Shelf(sources, outputs, forwarders(new Ground(site, trust), parts));
        endpoints(shelf, new Ground(site, trust)).forEach(parts::add);
        plans.masters().forEach(master -> parts.add(master(master, new Ground(site, trust))));
        for (ModbusPlan.Proxy proxy : plans.proxies()) {
            SharedClient client = client(proxy.poll().client().endpoint(), trust);
            shown.add(new EndpointLinks(rack, trust).proxy(proxy, client, site.clock(), parts));
        }
        telemetry(sources, outputs, site, parts);
        names(parts);
        rack.settle();
        return new ProtocolLinks(parts, shown);
    }

    private static ServedRegisters face(ModbusPlan.Serve serve, RegisterOutput output) {
        List<String> endpoints =
                serve.endpoints().stream().map(Object::toString).toList();
        return new ServedRegisters(
                endpoints,
                serve.unit(),
                output.view(),
                serve.shown().policy(),
                serve.shown().own());
    }

    private ModbusReuse.Built<PushSource> push(ModbusPlan.Push push, Site site) {
        PushSource.Terms terms = new PushSource.Terms(
                push.meter() + ".push",
                push.endpoint().toString(),
                meter(site, push.meter()),
                push.profile(),
                push.from(),
                push.quiet());
        return rack.link(
                terms.name(),
                terms,
                PushSource.class,
                health -> new PushSource(terms, site.clock(), health, rack.traffic()));
    }

    private ProtocolLinks.Part poll(ModbusPlan.Poll poll, @Nullable PushSource push, Ground ground) {
        Site site = ground.site();
        TlsCredentials trust = ground.trust();
        PollSource.Terms terms = new PollSource.Terms(
                poll.meter() + ".poll",
                poll.client().endpoint().toString(),
                poll.unit(),
                meter(site, poll.meter()),
                poll.profile(),
                poll.every(),
                push,
                poll.search());
        SharedClient client = client(poll.client().endpoint(), trust);
        ClientOpener patient = trust.patient(poll.client().endpoint(), client);
        return rack.link(terms.name(), List.of(terms, client), PollSource.class, _ -> new PollSource(terms, patient))
                .part();
    }

    /// The only connection to a device. Links that share it share the terms of the first.
    private SharedClient client(Endpoint endpoint, TlsCredentials trust) {
        ClientTerms first = plans.polls().stream()
                .map(ModbusPlan.Poll::client)
                .filter(client -> client.endpoint().equals(endpoint))
                .findFirst()
                .orElseThrow();
        return rack.keep(
                "client " + endpoint,
                List.of(first, trust),
                SharedClient.class,
                _ -> new SharedClient(() -> first.open(rack.ways(), trust)));
    }

    /// Whoever passes writes on, for each meter that takes some.
    private Map<String, WriteForwarder> forwarders(Ground ground, List<ProtocolLinks.Part> parts) {
        Map<String, WriteForwarder> forwarders = new HashMap<>();
        for (ModbusPlan.Poll poll : plans.polls()) {
            if (controlled.contains(poll.meter())
                    || plans.serves().stream()
                            .anyMatch(serve -> serve.writes() && serve.meter().equals(poll.meter()))) {
                Endpoint endpoint = poll.client().endpoint();
                WriteForwarder.Terms terms =
                        new WriteForwarder.Terms(poll.meter() + ".writes", endpoint.toString(), poll.unit());
                SharedClient client = client(endpoint, ground.trust());
                ModbusReuse.Built<WriteForwarder> built = rack.link(
                        terms.name(),
                        List.of(terms, client),
                        WriteForwarder.class,
                        _ -> new WriteForwarder(terms, client, ground.site().clock()));
                parts.add(built.part());
                forwarders.put(poll.meter(), built.link());
                ground.site().controls().offer(poll.meter(), built.link());
            }
        }
        return forwarders;
    }

    private ProtocolLinks.Part master(ModbusPlan.Master master, Ground ground) {
        Site site = ground.site();
        String name = master.output() + ".push" + master.slave();
        List<Object> settings = List.of(master, meter(site, master.meter()), ground.trust());
        return rack.link(name, settings, PushClientLink.class, _ -> masterLink(name, master, ground))
                .part();
    }

    private PushClientLink masterLink(String name, ModbusPlan.Master master, Ground ground) {
        Site site = ground.site();
        Profile profile = master.shown().profile();
        PushClientLink.Terms terms = new PushClientLink.Terms(
                name,
                master.client().endpoint().toString(),
                master.unit(),
                meter(site, master.meter()),
                master.shown().view(),
                profile,
                PushPlan.writes(profile, master.sending().send()),
                master.sending().every().interval(),
                master.sending().value() == ModbusSink.Value.MEAN);
        TlsCredentials trust = ground.trust();
        ClientOpener opener = () -> master.client().open(rack.ways(), trust);
        return new PushClientLink(terms, trust.patient(master.client().endpoint(), opener));
    }

    private RegisterOutput output(ModbusPlan.Serve serve, Site site) {
        OutputCounters tally = rack.keep(
                "tally " + serve.output(),
                serve.meter(),
                OutputCounters.class,
                _ -> new OutputCounters(new OutputTiming(site.clock().nanos())));
        return new RegisterOutput(
                serve.output(),
                meter(site, serve.meter()),
                serve.shown().view(),
                Set.copyOf(serve.shown().profile().wire().functions()),
                serve.allow(),
                serve.identity(),
                tally,
                rack.traffic());
    }

    /// Where links are built, and the certificates they share.
    private record Ground(Site site, TlsCredentials trust) {}

    private static Meter meter(Site site, String name) {
        return site.meters().find(name).orElseThrow(() -> new IllegalStateException("no meter " + name));
    }

    /// What shares an endpoint.
    private static final class Board {
        private final Map<Integer, RegisterOutput> outputs = new HashMap<>();
        private final Map<Integer, List<PushSource>> sources = new HashMap<>();
        private final Map<Integer, WriteAccess> writes = new HashMap<>();
        private @Nullable SerialParameters line;
        private @Nullable TlsSettings tls;
        private @Nullable SimulatedDevice device;

        private Map<Integer, UnitHandler> stations() {
            Map<Integer, UnitHandler> stations = new HashMap<>();
            outputs.forEach((unit, output) -> stations.put(
                    unit, new UnitHandler(output, sources.getOrDefault(unit, List.of()), writes.get(unit))));
            sources.forEach((unit, list) -> stations.putIfAbsent(unit, new UnitHandler(null, list, null)));
            return stations;
        }
    }

    /// What endpoints carry.
    ///
    /// @param sources by meter
    /// @param outputs in the order of the plans
    /// @param forwarders by meter
    private record Shelf(
            Map<String, PushSource> sources, List<RegisterOutput> outputs, Map<String, WriteForwarder> forwarders) {

        WriteAccess writes(int index, ModbusPlan.Serve serve) {
            WriteForwarder forwarder = serve.writes() ? forwarders.get(serve.meter()) : null;
            RegisterOutput output = outputs.get(index);
            Profile named = serve.shown().profile();
            // Of a mirror the meter knows best: its chain may have been walked.
            return new WriteAccess(
                    WriteAccess.Place.of(output),
                    () -> serve.shown().own() ? output.meter().state().profile() : named,
                    forwarder);
        }
    }

    private List<ProtocolLinks.Part> endpoints(Shelf shelf, Ground ground) {
        Map<Endpoint, Board> boards = new LinkedHashMap<>();
        for (ModbusPlan.Push push : plans.pushes()) {
            Board board = boards.computeIfAbsent(push.endpoint(), _ -> new Board());
            board.line = push.line();
            board.tls = push.tls();
            PushSource source = java.util.Objects.requireNonNull(shelf.sources().get(push.meter()));
            push.units()
                    .forEach(unit -> board.sources
                            .computeIfAbsent(unit, _ -> new ArrayList<>())
                            .add(source));
        }
        for (int i = 0; i < plans.serves().size(); i++) {
            ModbusPlan.Serve serve = plans.serves().get(i);
            WriteAccess writes = shelf.writes(i, serve);
            for (Endpoint endpoint : serve.endpoints()) {
                Board board = boards.computeIfAbsent(endpoint, _ -> new Board());
                board.line = serve.line();
                board.tls = serve.tls();
                board.outputs.put(serve.unit(), shelf.outputs().get(i));
                board.writes.put(serve.unit(), writes);
                if (serve.simulated()) {
                    board.device = SimulatedDevice.of(
                            shelf.outputs().get(i).meter(), serve.shown().profile());
                }
            }
        }
        List<ProtocolLinks.Part> parts = new ArrayList<>();
        boards.forEach((endpoint, board) -> parts.add(endpoint(endpoint, board, ground)));
        return parts;
    }

    /// An endpoint stays open while what shares it changes: only its table is replaced.
    private ProtocolLinks.Part endpoint(Endpoint endpoint, Board board, Ground ground) {
        Site site = ground.site();
        String name = endpoint.toString();
        SerialParameters line = board.line == null ? SerialParameters.STANDARD : board.line;
        Object terms = endpoint.isSerial() ? List.of(endpoint, line) : endpoint;
        RegisterServer server = rack.keep(
                "server " + name,
                terms,
                RegisterServer.class,
                _ -> new RegisterServer(site.clock(), endpoint.isSerial()));
        server.route(board.stations());
        EndpointLinks carrier = new EndpointLinks(rack, ground.trust());
        SimulatedDevice device = board.device;
        return device != null && endpoint instanceof Endpoint.Tcp tcp
                ? carrier.simulated(tcp, server, device)
                : carrier.link(endpoint, server, line, board.tls);
    }

    private void telemetry(
            Map<String, PushSource> sources, List<RegisterOutput> outputs, Site site, List<ProtocolLinks.Part> parts) {
        boolean lines =
                sources.values().stream().anyMatch(source -> source.profile().telemetry() != null);
        if (!lines && plans.statistics() == null) {
            rack.traffic().to(TrafficListener.NONE);
            return;
        }
        List<PushSource> ordered = plans.pushes().stream()
                .map(push -> java.util.Objects.requireNonNull(sources.get(push.meter())))
                .toList();
        List<TelemetryLog.Reader> readers = outputs.stream()
                .map(output -> new TelemetryLog.Reader(output.name(), output.meter(), output.tally()))
                .toList();
        TelemetryLog.Terms terms = new TelemetryLog.Terms(ordered, readers, plans.statistics());
        ModbusReuse.Built<TelemetryLog> built =
                rack.link("telemetry", terms, TelemetryLog.class, _ -> new TelemetryLog(terms, site.clock()));
        rack.traffic().to(built.link());
        parts.add(built.part());
    }

    /// Host names in lists of senders and readers are looked up by a link of their own, because that may take
    /// seconds.
    private void names(List<ProtocolLinks.Part> parts) {
        List<io.polymeter.config.net.AddressRange> names = new ArrayList<>();
        plans.pushes().forEach(push -> names.addAll(push.from().names()));
        plans.serves().forEach(serve -> names.addAll(serve.allow().names()));
        plans.proxies().forEach(proxy -> names.addAll(proxy.allow().names()));
        if (!names.isEmpty()) {
            // Equal names of another reading are other objects, and know no addresses yet.
            parts.add(rack.link("names", new Object(), NameResolutionLink.class, _ -> new NameResolutionLink(names))
                    .part());
        }
    }
}
