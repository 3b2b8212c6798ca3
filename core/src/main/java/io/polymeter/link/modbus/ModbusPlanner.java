package io.polymeter.link.modbus;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.ModbusSink;
import io.polymeter.config.ModbusSource;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.SerialSettings;
import io.polymeter.config.SimulateSource;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.VictronSink;
import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problems;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.connect.ClientTerms;
import io.polymeter.link.modbus.connect.TlsCredentials;
import io.polymeter.link.modbus.poll.DeviceIdentity;
import io.polymeter.link.modbus.push.PushPlan;
import io.polymeter.link.modbus.serve.AllowList;
import io.polymeter.link.modbus.serve.ServerIdentification;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.point.Point;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.view.AgeLimits;
import io.polymeter.view.FreshnessPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Checks what of the Modbus part of a configuration only profiles and endpoints together can show, and plans its
/// links. What the file alone shows was checked when it was read.
final class ModbusPlanner {

    private static final Duration QUIET = Duration.ofSeconds(15);

    private final Planning planning;
    private final Problems problems;
    private final ModbusReuse rack;
    private final EndpointUse use;
    private final List<ModbusPlan.Push> pushes = new ArrayList<>();
    private final List<ModbusPlan.Poll> polls = new ArrayList<>();
    private final List<ModbusPlan.Serve> serves = new ArrayList<>();
    private final List<ModbusPlan.Master> masters = new ArrayList<>();
    private final List<ModbusPlan.Proxy> proxies = new ArrayList<>();

    ModbusPlanner(Planning planning, ModbusReuse rack) {
        this.planning = planning;
        this.problems = planning.problems();
        this.rack = rack;
        this.use = new EndpointUse(problems, planning.settings().http().listen());
    }

    Protocol.Blueprint plan() {
        planning.settings().meters().forEach((name, settings) -> {
            if (settings.source() instanceof ModbusSource source) {
                source(name, source, "meters." + name + ".modbus");
            }
        });
        planning.settings().outputs().forEach((name, settings) -> {
            if (settings.sink() instanceof ModbusSink sink) {
                sink(name, settings, sink);
            }
        });
        use.check();
        ModbusPlan plans = new ModbusPlan(
                List.copyOf(pushes),
                List.copyOf(polls),
                List.copyOf(serves),
                List.copyOf(masters),
                List.copyOf(proxies),
                planning.settings().log().statistics(),
                planning.settings().state());
        return new ModbusBlueprint(plans, rack, controlled());
    }

    /// The meters that outputs of other kinds write to.
    private Set<String> controlled() {
        Set<String> controlled = new TreeSet<>();
        planning.settings().outputs().values().forEach(output -> {
            if (output.sink() instanceof VictronSink sink && sink.writes() == ModbusSink.Writes.PROFILE) {
                controlled.addAll(planning.settings().metersOf(output));
            }
        });
        return controlled;
    }

    private void source(String name, ModbusSource source, String path) {
        PlannedMeter meter = planning.meters().get(name);
        Profile profile = meter == null ? null : meter.profile();
        Endpoint push = source.push();
        if (push != null && usable(push, source.tls(), path + ".push")) {
            if (isAuto(name)) {
                problems.error(path + ".push", "'profile: auto' asks what the device is; name one that writes to us");
            } else if (push instanceof Endpoint.RtuOverTcp) {
                problems.error(path + ".push", "a meter writes over tcp://, tls:// or rtu://, not over rtu+tcp");
            } else {
                push(name, source, path, profile);
            }
        }
        Endpoint poll = source.poll();
        if (poll != null && usable(poll, source.tls(), path + ".poll")) {
            poll(name, source, path, profile);
        }
    }

    private void push(String name, ModbusSource source, String path, @Nullable Profile profile) {
        Endpoint endpoint = java.util.Objects.requireNonNull(source.push());
        List<AddressRange> from = senders(source, path);
        SerialParameters line = line(source.serial(), profile);
        Set<Integer> units =
                new TreeSet<>(profile == null ? Set.of() : profile.wire().pushUnits());
        if (endpoint.isSerial()) {
            units.removeIf(unit -> unit < 1 || unit > 247);
        }
        units.add(source.unit());
        EndpointUse.Writer writer = new EndpointUse.Writer("meters." + name, from);
        units.forEach(unit -> use.written(endpoint, unit, writer, path + ".push"));
        use.slave(endpoint, line, path + ".push");
        use.secured(endpoint, source.tls(), path + ".push");
        if (profile != null) {
            pushes.add(new ModbusPlan.Push(
                    name,
                    profile,
                    endpoint,
                    Set.copyOf(units),
                    new AllowList(from),
                    quiet(name, profile),
                    line,
                    source.tls()));
        }
    }

    /// Who may write: as configured, else the device that is polled. Nobody else, by default.
    private List<AddressRange> senders(ModbusSource source, String path) {
        if (!source.from().isEmpty()) {
            if (source.from().stream().anyMatch(range -> range.toString().equals("any"))) {
                problems.warning(path + ".from", "anybody in the network may write this meter's values");
            }
            return source.from();
        }
        if (source.poll() instanceof Endpoint.Net device) {
            return List.of(AddressRange.parse(device.host()));
        }
        // A serial line has one master and no addresses.
        return List.of();
    }

    private void poll(String name, ModbusSource source, String path, @Nullable Profile profile) {
        Endpoint endpoint = java.util.Objects.requireNonNull(source.poll());
        if (profile == null) {
            return;
        }
        Duration pause = source.pause();
        ClientTerms client = new ClientTerms(
                endpoint,
                line(source.serial(), profile),
                source.timeout(),
                pause == null ? profile.wire().pause() : pause,
                source.connectDelay(),
                source.tls());
        use.master(client, path + ".poll");
        polls.add(new ModbusPlan.Poll(name, profile, source.unit(), source.every(), client, search(name, source)));
    }

    /// Where a device may be of which the configuration does not say what it is.
    private DeviceIdentity.@Nullable Search search(String name, ModbusSource source) {
        if (!isAuto(name)) {
            return null;
        }
        if (isUnitGiven(name)) {
            return new DeviceIdentity.Search(List.of(source.unit()));
        }
        boolean serial = source.poll() != null && source.poll().isSerial();
        return new DeviceIdentity.Search(DeviceIdentity.Search.USUAL.stream()
                .filter(unit -> !serial || unit <= 247)
                .toList());
    }

    private boolean isAuto(String meter) {
        PlannedMeter planned = planning.meters().get(meter);
        return planned != null && MeterSettings.AUTO.equals(planned.settings().profile());
    }

    private boolean isUnitGiven(String meter) {
        return problems.given("meters." + meter + ".modbus.unit");
    }

    private void sink(String name, OutputSettings output, ModbusSink sink) {
        String path = "outputs." + name + ".modbus";
        PlannedMeter meter = meter(output);
        if (sink.proxy() != null && meter != null) {
            proxy(name, meter, sink);
            return;
        }
        ModbusPlan.Shown shown = meter == null ? null : shown(name, output, meter);
        SerialParameters line = line(sink.serial(), shown == null ? null : shown.profile());
        if (meter != null && shown != null) {
            masters(name, meter, shown, sink);
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < sink.serve().size(); i++) {
            Endpoint endpoint = sink.serve().get(i);
            String at = sink.serve().size() == 1 ? path + ".serve" : path + ".serve[" + i + "]";
            if (usable(endpoint, sink.tls(), at)) {
                endpoints.add(endpoint);
                use.slave(endpoint, line, at);
                use.secured(endpoint, sink.tls(), at);
            }
        }
        if (meter != null && shown != null && !endpoints.isEmpty()) {
            serves.add(new ModbusPlan.Serve(
                    name,
                    meter.name(),
                    shown,
                    List.copyOf(endpoints),
                    sink.unit(),
                    line,
                    new AllowList(sink.allow()),
                    ServerIdentification.of(shown.profile(), output.identity()),
                    sink.tls(),
                    sink.writes() == ModbusSink.Writes.PROFILE && writable(meter, shown, sink, path + ".writes"),
                    meter.settings().source() instanceof SimulateSource));
        }
    }

    private void proxy(String name, PlannedMeter meter, ModbusSink sink) {
        String path = "outputs." + name + ".modbus";
        Endpoint endpoint = java.util.Objects.requireNonNull(sink.proxy());
        SerialParameters line = line(sink.serial(), meter.profile());
        if (!usable(endpoint, sink.tls(), path + ".proxy")) {
            return;
        }
        use.slave(endpoint, line, path + ".proxy");
        use.secured(endpoint, sink.tls(), path + ".proxy");
        boolean writes = sink.writes() == ModbusSink.Writes.PROFILE;
        if (writes && isAuto(meter.name())) {
            problems.error(
                    path + ".writes",
                    "what 'auto' will find for " + meter.name() + " is not known yet: name a profile there");
            return;
        }
        Profile profile = meter.profile();
        if (writes && profile != null) {
            anyWritable(profile, List.of(endpoint), path + ".writes");
        }
        for (ModbusPlan.Poll poll : polls) {
            if (poll.meter().equals(meter.name())) {
                proxies.add(new ModbusPlan.Proxy(
                        name, poll, endpoint, line, new AllowList(sink.allow()), sink.tls(), writes, sink.cache()));
            }
        }
    }

    private void masters(String name, PlannedMeter meter, ModbusPlan.Shown shown, ModbusSink sink) {
        String path = "outputs." + name + ".modbus.push";
        if (!sink.push().isEmpty() && shown.own() && isAuto(meter.name())) {
            problems.error(
                    path, "what 'auto' will find for " + meter.name() + " is not known yet: name a profile here");
            return;
        }
        if (!sink.push().isEmpty()
                && PushPlan.writes(shown.profile(), sink.send()).isEmpty()) {
            problems.error("outputs." + name + ".modbus.send", "nothing is selected: both power and energy are none");
        }
        if (sink.value() == ModbusSink.Value.MEAN && sink.every().interval() == null) {
            problems.error("outputs." + name + ".modbus.value", "a mean needs an interval: set `every`, e.g. 1s");
        }
        for (int i = 0; i < sink.push().size(); i++) {
            Endpoint slave = sink.push().get(i);
            String at = path + "[" + i + "]";
            if (sink.push().indexOf(slave) == i && usable(slave, sink.tls(), at)) {
                Duration timeout = Duration.ofSeconds(1);
                SerialParameters line = line(sink.serial(), shown.profile());
                ClientTerms client = new ClientTerms(slave, line, timeout, Duration.ZERO, Duration.ZERO, sink.tls());
                masters.add(new ModbusPlan.Master(name, i + 1, meter.name(), shown, sink.unit(), sink, client));
            }
        }
    }

    /// Writes are passed on as they are, so the meter must have the registers that are shown, and a way to it.
    private boolean writable(PlannedMeter meter, ModbusPlan.Shown shown, ModbusSink sink, String path) {
        if (!shown.own()) {
            problems.error(
                    path, "writes reach the meter only where its own registers are shown, without another profile");
            return false;
        }
        if (!(meter.settings().source() instanceof ModbusSource source) || source.poll() == null) {
            problems.error(path, "there is no 'poll' to pass writes on to: " + meter.name() + " only writes to us");
            return false;
        }
        if (isAuto(meter.name())) {
            if (!isUnitGiven(meter.name())) {
                problems.error(path, "writes need the meter's unit id: set meters." + meter.name() + ".modbus.unit");
                return false;
            }
            return true;
        }
        anyWritable(shown.profile(), sink.serve(), path);
        return true;
    }

    private void anyWritable(Profile profile, List<Endpoint> served, String path) {
        List<Row.Access> access =
                profile.rows().stream().map(Row::access).distinct().toList();
        if (!access.contains(Row.Access.WRITE) && !access.contains(Row.Access.WRITE_TLS)) {
            problems.warning(path, profile.id() + " has no writable register");
        } else if (!access.contains(Row.Access.WRITE) && served.stream().noneMatch(Endpoint.Tls.class::isInstance)) {
            problems.warning(path, profile.id() + " is writable only over tls://, and none is served");
        }
    }

    private @Nullable PlannedMeter meter(OutputSettings output) {
        List<String> names = planning.settings().metersOf(output);
        return names.size() == 1 ? planning.meters().get(names.getFirst()) : null;
    }

    /// The meter's own registers where it has some and is to be shown as itself, else its values as another
    /// device's.
    private ModbusPlan.@Nullable Shown shown(String name, OutputSettings output, PlannedMeter meter) {
        Profile own = meter.profile();
        Profile profile = output.profile() == null ? own : planning.profiles().get(name);
        if (profile == null) {
            return null;
        }
        boolean mirror = profile.equals(own) && meter.settings().source() instanceof ModbusSource;
        Map<String, Duration> limits = mirror
                ? meter.settings().freshFor()
                : new AgeLimits(meter.settings().freshFor()).byGroup(meter.profile());
        if (!mirror && output.sink() instanceof ModbusSink sink) {
            profile = profile.atUnit(sink.unit());
        }
        return new ModbusPlan.Shown(
                profile, mirror, names(name, output), new FreshnessPolicy(whenStale(output, profile), limits));
    }

    private Map<Point, String> names(String name, OutputSettings output) {
        Map<Point, String> names = new HashMap<>();
        output.identity()
                .forEach((key, value) -> Point.parse(key)
                        .filter(point -> point.quantity().isText())
                        .ifPresentOrElse(
                                point -> names.put(point, value),
                                () -> problems.keyError(
                                        "outputs." + name + ".identity." + key,
                                        "there is no '" + key
                                                + "'; there are manufacturer, model, options, version and serial")));
        return names;
    }

    private static Profile.WhenStale whenStale(OutputSettings output, Profile profile) {
        OutputSettings.WhenStale wanted = output.whenStale();
        return wanted == null ? profile.wire().whenStale() : Profile.WhenStale.valueOf(wanted.name());
    }

    private Duration quiet(String name, Profile profile) {
        PlannedMeter meter = java.util.Objects.requireNonNull(planning.meters().get(name));
        Duration own = meter.settings().freshFor().get("live");
        Duration limit =
                own != null ? own : profile.group("live").map(Group::freshFor).orElse(null);
        return limit == null ? QUIET : limit;
    }

    /// False where the files of a TLS endpoint cannot be used; they are read here as they will be later.
    private boolean usable(Endpoint endpoint, @Nullable TlsSettings tls, String path) {
        if (!(endpoint instanceof Endpoint.Tls) || tls == null) {
            return true;
        }
        String at = path.substring(0, path.lastIndexOf('.')) + ".tls";
        try {
            if ((tls.certificate() == null) != (tls.key() == null)) {
                throw new IOException("'certificate' and 'key' belong together: one of them is missing");
            }
            TlsCredentials.check(tls);
            return true;
        } catch (IOException e) {
            problems.error(at, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /// What is not configured comes from the profile, else from the serial line specification's default.
    private static SerialParameters line(@Nullable SerialSettings settings, @Nullable Profile profile) {
        Profile.SerialDefaults usual = profile == null ? null : profile.wire().serial();
        Integer baud = settings == null ? null : settings.baud();
        SerialSettings.Parity parity = settings == null ? null : settings.parity();
        Integer stopBits = settings == null ? null : settings.stopBits();
        String usualParity = usual == null ? "even" : usual.parity();
        return new SerialParameters(
                baud != null ? baud : usual == null ? 9600 : usual.baud(),
                SerialParameters.Parity.valueOf(parity != null ? parity.name() : usualParity.toUpperCase(Locale.ROOT)),
                stopBits != null ? stopBits : usual == null ? 1 : usual.stopBits());
    }
}
