package io.polymeter.link.modbus.serve;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.modbus.connect.ModbusSite;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The endpoints at which outputs are read and devices write to us, each with everything that shares it.
public final class ServedEndpoints {

    private final Map<Endpoint, Shared> endpoints = new LinkedHashMap<>();

    /// What shares an endpoint.
    private static final class Shared {
        private final Map<Integer, RegisterOutput> outputs = new HashMap<>();
        private final Map<Integer, List<PushSource>> sources = new HashMap<>();
        private final Map<Integer, WriteAccess> writes = new HashMap<>();
        private SerialParameters line = SerialParameters.STANDARD;
        private @Nullable TlsSettings tls;
        private @Nullable SimulatedDevice device;
        private boolean measured;

        /// The simulated device that this port is; null where something at it is measured, or it has no habits.
        private @Nullable SimulatedDevice simulated() {
            return device == null || measured || !device.hasHabits() ? null : device;
        }

        private Map<Integer, UnitHandler> units() {
            Map<Integer, UnitHandler> units = new HashMap<>();
            outputs.forEach((unit, output) ->
                    units.put(unit, new UnitHandler(output, sources.getOrDefault(unit, List.of()), writes.get(unit))));
            sources.forEach((unit, list) -> units.putIfAbsent(unit, new UnitHandler(null, list, null)));
            return units;
        }
    }

    private Shared at(Endpoint endpoint, SerialParameters line, @Nullable TlsSettings tls) {
        Shared shared = endpoints.computeIfAbsent(endpoint, _ -> new Shared());
        shared.line = line;
        shared.tls = tls;
        return shared;
    }

    public void add(PushSourcePlan plan, PushSource source) {
        Shared shared = at(plan.endpoint(), plan.line(), plan.source().tls());
        shared.measured = true;
        plan.units()
                .forEach(unit -> shared.sources
                        .computeIfAbsent(unit, _ -> new ArrayList<>())
                        .add(source));
    }

    /// Adds an output at each of its endpoints.
    ///
    /// @param forwarder takes what clients write, null where they may write nothing
    public void add(ServedOutputPlan plan, RegisterOutput output, @Nullable WriteForwarder forwarder) {
        Profile named = plan.registers().profile();
        // Of a mirror the meter knows best: its chain may have been walked.
        WriteAccess writes = new WriteAccess(
                WriteAccess.Place.of(output),
                () -> plan.registers().own() ? output.meter().state().profile() : named,
                forwarder);
        for (Endpoint endpoint : plan.endpoints()) {
            Shared shared = at(endpoint, plan.line(), plan.sink().tls());
            shared.outputs.put(plan.sink().unit(), output);
            shared.writes.put(plan.sink().unit(), writes);
            if (plan.isSimulated()) {
                shared.device = SimulatedDevice.of(output.meter(), named);
            } else {
                shared.measured = true;
            }
        }
    }

    /// Adds the links of all endpoints. One stays open while what shares it changes: only its table is replaced.
    public void build(ModbusSite site) {
        EndpointLinks links = new EndpointLinks(site);
        endpoints.forEach((endpoint, shared) -> {
            Object terms = endpoint.isSerial() ? List.of(endpoint, shared.line) : endpoint;
            RegisterServer server = site.reuse()
                    .keep(
                            "server " + endpoint,
                            terms,
                            RegisterServer.class,
                            _ -> new RegisterServer(site.clock(), endpoint.isSerial()));
            server.route(shared.units());
            SimulatedDevice device = shared.simulated();
            if (device != null && endpoint instanceof Endpoint.Tcp tcp) {
                links.simulated(tcp, server, device);
            } else {
                links.link(endpoint, server, shared.line, shared.tls);
            }
        });
    }
}
