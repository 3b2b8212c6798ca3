package io.polymeter.link.modbus.serve;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.kind.SimulateSource;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.SamplePacing;
import io.polymeter.link.ServedRegisters;
import io.polymeter.link.modbus.connect.ModbusPlanning;
import io.polymeter.link.modbus.connect.ModbusSite;
import io.polymeter.loop.OutputTiming;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// We are read.
///
/// @param endpoints those of the sink that can be used
/// @param writes true where what the profile marks writable is passed on to the meter
public record ServedOutputPlan(
        String name,
        OutputSettings output,
        ModbusSink sink,
        OutputRegisters registers,
        List<Endpoint> endpoints,
        boolean writes) {

    /// Plans what an output has of it; null where it has nothing, or something is wrong.
    ///
    /// @param registers how its meter is shown, null where that is unknown
    public static @Nullable ServedOutputPlan of(
            String name, OutputSettings output, @Nullable OutputRegisters registers, ModbusPlanning planning) {
        ModbusSink sink = (ModbusSink) Objects.requireNonNull(output.sink());
        String path = "outputs." + name + ".modbus";
        SerialParameters line = ModbusPlanning.line(sink.serial(), registers == null ? null : registers.profile());
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < sink.serve().size(); i++) {
            Endpoint endpoint = sink.serve().get(i);
            String at = sink.serve().size() == 1 ? path + ".serve" : path + ".serve[" + i + "]";
            if (planning.usable(endpoint, sink.tls(), at)) {
                endpoints.add(endpoint);
                planning.sharing().line(endpoint, line, at);
                planning.sharing().secured(endpoint, sink.tls(), at);
            }
        }
        if (registers == null || endpoints.isEmpty()) {
            return null;
        }
        boolean writes =
                sink.writes() == ModbusSink.Writes.PROFILE && writable(registers, sink, path + ".writes", planning);
        return new ServedOutputPlan(name, output, sink, registers, List.copyOf(endpoints), writes);
    }

    /// Writes are passed on as they are, so the meter must have the registers that are shown, and a way to it.
    private static boolean writable(OutputRegisters registers, ModbusSink sink, String path, ModbusPlanning planning) {
        PlannedMeter meter = registers.meter();
        if (!registers.own()) {
            planning.problems()
                    .error(
                            path,
                            Message.of(
                                    "writes-reach-meter-only",
                                    "writes reach the meter only where its own registers are shown, without another profile"));
            return false;
        }
        if (!(meter.settings().source() instanceof ModbusSource source) || source.poll() == null) {
            planning.problems()
                    .error(
                            path,
                            Message.of(
                                    "writes-need-poll-only",
                                    "writes need 'poll': {meter} is only pushed",
                                    meter.name()));
            return false;
        }
        if (ModbusPlanning.isAuto(meter)) {
            return true;
        }
        anyWritable(registers.profile(), sink.serve(), path, planning);
        return true;
    }

    /// Warns where writes are allowed and nothing can be written.
    public static void anyWritable(Profile profile, List<Endpoint> served, String path, ModbusPlanning planning) {
        List<Row.Access> access =
                profile.rows().stream().map(Row::access).distinct().toList();
        if (!access.contains(Row.Access.WRITE) && !access.contains(Row.Access.WRITE_TLS)) {
            planning.problems()
                    .warning(
                            path,
                            Message.of("no-writable-register", "{profile} has no writable register", profile.id()));
        } else if (!access.contains(Row.Access.WRITE) && served.stream().noneMatch(Endpoint.Tls.class::isInstance)) {
            planning.problems()
                    .warning(
                            path,
                            Message.of(
                                    "writable-over-tls-only",
                                    "{profile} is writable over tls:// only, and no tls:// endpoint is served",
                                    profile.id()));
        }
    }

    public PlannedMeter meter() {
        return registers.meter();
    }

    public AllowList allow() {
        return new AllowList(sink.allow());
    }

    SerialParameters line() {
        return ModbusPlanning.line(sink.serial(), registers.profile());
    }

    /// True where a played meter is shown: then the whole device is simulated, with its habits.
    boolean isSimulated() {
        return meter().settings().source() instanceof SimulateSource;
    }

    public List<String> describe() {
        return endpoints.stream()
                .map(endpoint -> "output " + name + " shows " + meter().name() + " as "
                        + registers.profile().id() + " at " + endpoint
                        + (endpoint instanceof Endpoint.Rtu ? " at " + line() : "") + ", unit " + sink.unit() + ", to "
                        + allow().words() + (isAnnounced(endpoint) ? ", announced by mDNS" : ""))
                .toList();
    }

    private boolean isAnnounced(Endpoint endpoint) {
        return registers.profile().wire().announced() != null && sink.announce() && endpoint instanceof Endpoint.Udp;
    }

    private static OutputCounters counters(ModbusSite site) {
        return new OutputCounters(new OutputTiming(site.clock().nanos()));
    }

    /// A device is found where its readers look for it.
    private void announce(ModbusSite site) {
        String service = registers.profile().wire().announced();
        for (Endpoint endpoint : endpoints) {
            if (service != null && isAnnounced(endpoint) && endpoint instanceof Endpoint.Udp udp) {
                String serial = output.identity().getOrDefault("serial", name);
                String instance = registers.profile().id() + "-" + serial;
                site.link(
                        name + ".mdns",
                        List.of(udp, service, instance),
                        AnnouncementLink.class,
                        _ -> new AnnouncementLink(name, udp, service, instance));
            }
        }
    }

    public RegisterOutput build(ModbusSite site, TrafficListener listener) {
        announce(site);
        OutputCounters counters =
                site.reuse().keep("tally " + name, meter().name(), OutputCounters.class, _ -> counters(site));
        return new RegisterOutput(
                name,
                site.meter(meter().name()),
                registers.view(),
                Set.copyOf(registers.profile().wire().functions()),
                registers.profile().tables(),
                allow(),
                ServerIdentification.of(registers.profile(), output.identity()),
                counters,
                listener,
                pacing(site));
    }

    private SamplePacing pacing(ModbusSite site) {
        Meter shown = site.meter(meter().name());
        Duration waits = Objects.requireNonNullElse(output.waitForNew(), Duration.ZERO);
        Duration least = Objects.requireNonNullElse(output.minSamplePeriod(), Duration.ZERO);
        // Always there, so that it can be tried while everything runs; but only who waits needs somebody to wake it.
        SamplePacing pacing =
                site.reuse().keep("pacing " + name, shown, SamplePacing.class, _ -> new SamplePacing(name, shown));
        if (waits.isPositive()) {
            site.link(pacing.name(), pacing, SamplePacing.class, _ -> pacing);
        }
        pacing.set(waits, least);
        return pacing;
    }

    /// The output as it is shown to people.
    public ProtocolLinks.Output shown(RegisterOutput built) {
        List<String> places = endpoints.stream().map(Object::toString).toList();
        ServedRegisters face =
                new ServedRegisters(places, sink.unit(), built.view(), registers.policy(), registers.own());
        return new ProtocolLinks.Output(
                name,
                meter().name(),
                registers.profile().id(),
                places.stream().collect(Collectors.joining(", ")) + " unit " + sink.unit(),
                built::statistics,
                face);
    }
}
