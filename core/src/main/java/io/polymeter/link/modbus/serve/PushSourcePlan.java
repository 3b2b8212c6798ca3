package io.polymeter.link.modbus.serve;

import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.modbus.connect.EndpointSharing;
import io.polymeter.link.modbus.connect.ModbusPlanning;
import io.polymeter.link.modbus.connect.ModbusSite;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A device writes to us.
///
/// @param profile the meter's register map as configured
/// @param endpoint where it writes to
/// @param from who may write
public record PushSourcePlan(
        PlannedMeter meter, ModbusSource source, Profile profile, Endpoint endpoint, AllowList from) {

    private static final Duration QUIET = Duration.ofSeconds(15);

    /// Plans what a meter has of it; null where it has nothing, or something is wrong.
    public static @Nullable PushSourcePlan of(PlannedMeter meter, ModbusSource source, ModbusPlanning planning) {
        Endpoint endpoint = source.push();
        String path = "meters." + meter.name() + ".modbus";
        if (endpoint == null || !planning.usable(endpoint, source.tls(), path + ".push")) {
            return null;
        }
        if (ModbusPlanning.isAuto(meter)) {
            planning.problems()
                    .error(
                            path + ".push",
                            Message.of(
                                    "profile-auto-needs-device",
                                    "'profile: auto' needs a device that is polled; name the profile"));
            return null;
        }
        if (endpoint instanceof Endpoint.RtuOverTcp) {
            planning.problems()
                    .error(
                            path + ".push",
                            Message.of(
                                    "only-tcp-tls-rtu",
                                    "only tcp://, tls:// and rtu:// accept writes, not rtu+tcp://"));
            return null;
        }
        AllowList from = senders(source, path, planning);
        Profile profile = meter.profile();
        EndpointSharing.Writer writer = new EndpointSharing.Writer("meters." + meter.name(), from.ranges());
        units(source, endpoint, profile)
                .forEach(unit -> planning.sharing().written(endpoint, unit, writer, path + ".push"));
        planning.sharing().line(endpoint, ModbusPlanning.line(source.serial(), profile), path + ".push");
        planning.sharing().secured(endpoint, source.tls(), path + ".push");
        return profile == null ? null : new PushSourcePlan(meter, source, profile, endpoint, from);
    }

    /// Who may write: as configured, else the device that is polled. Nobody else, by default.
    private static AllowList senders(ModbusSource source, String path, ModbusPlanning planning) {
        if (!source.from().isEmpty()) {
            if (source.from().stream().anyMatch(range -> range.toString().equals("any"))) {
                planning.problems()
                        .warning(
                                path + ".from",
                                Message.of(
                                        "any-host-on-network",
                                        "any host on the network may write this meter's values"));
            }
            return new AllowList(source.from());
        }
        // A serial line has one master and no addresses.
        return new AllowList(
                source.poll() instanceof Endpoint.Net device ? List.of(AddressRange.parse(device.host())) : List.of());
    }

    private static Set<Integer> units(ModbusSource source, Endpoint endpoint, @Nullable Profile profile) {
        Set<Integer> units =
                new TreeSet<>(profile == null ? Set.of() : profile.wire().pushUnits());
        if (endpoint.isSerial()) {
            units.removeIf(unit -> unit < 1 || unit > 247);
        }
        units.add(source.unit());
        return units;
    }

    /// The unit ids under which it writes.
    Set<Integer> units() {
        return units(source, endpoint, profile);
    }

    SerialParameters line() {
        return ModbusPlanning.line(source.serial(), profile);
    }

    /// The age at which the device counts as silent.
    private Duration quiet() {
        Duration own = meter.settings().freshFor().get("live");
        Duration limit =
                own != null ? own : profile.group("live").map(Group::freshFor).orElse(null);
        return limit == null ? QUIET : limit;
    }

    public String describe() {
        Set<Integer> units = units();
        return "meter " + meter.name() + " is written to at " + endpoint
                + (units.size() == 1 ? ", unit " : ", units ")
                + units.stream().map(String::valueOf).collect(Collectors.joining(" and "))
                + ", by " + from.words() + " (" + profile.id() + ")";
    }

    public PushSource build(ModbusSite site, TrafficListener listener) {
        PushSource.Terms terms = new PushSource.Terms(
                meter.name() + ".push", endpoint.toString(), site.meter(meter.name()), profile, from, quiet());
        return site.link(
                terms.name(), terms, PushSource.class, health -> new PushSource(terms, site.clock(), health, listener));
    }
}
