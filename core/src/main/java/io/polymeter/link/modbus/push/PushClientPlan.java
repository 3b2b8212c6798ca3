package io.polymeter.link.modbus.push;

import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problems;
import io.polymeter.link.modbus.connect.ClientOpener;
import io.polymeter.link.modbus.connect.ClientTerms;
import io.polymeter.link.modbus.connect.ModbusPlanning;
import io.polymeter.link.modbus.connect.ModbusSite;
import io.polymeter.link.modbus.serve.OutputRegisters;
import io.polymeter.message.Message;
import io.polymeter.modbus.client.LineMemory;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// We write to a server.
///
/// @param number counts the servers of an output from 1
public record PushClientPlan(
        String output, int number, OutputRegisters registers, ModbusSink sink, ClientTerms client) {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /// Plans the writes of an output to each of its servers.
    public static List<PushClientPlan> of(
            String name, ModbusSink sink, OutputRegisters registers, ModbusPlanning planning) {
        String path = "outputs." + name + ".modbus";
        Problems problems = planning.problems();
        if (!sink.push().isEmpty() && registers.own() && ModbusPlanning.isAuto(registers.meter())) {
            problems.error(
                    path + ".push",
                    Message.of(
                            "what-auto-will-find",
                            "what 'auto' will find for {meter} is not known yet: name a profile here",
                            registers.meter().name()));
            return List.of();
        }
        Profile profile = registers.profile();
        if (!sink.push().isEmpty() && PushPlan.writes(profile, sink.send()).isEmpty()) {
            problems.error(path + ".send", Message.of("power-energy-both-none", "power and energy are both none"));
        }
        if (sink.value() == ModbusSink.Value.MEAN && sink.every().interval() == null) {
            problems.error(
                    path + ".value",
                    Message.of("mean-needs-interval-set", "a mean needs an interval: set `every`, e.g. 1s"));
        }
        List<PushClientPlan> plans = new ArrayList<>();
        for (int i = 0; i < sink.push().size(); i++) {
            Endpoint server = sink.push().get(i);
            if (sink.push().indexOf(server) == i && planning.usable(server, sink.tls(), path + ".push[" + i + "]")) {
                ClientTerms client = new ClientTerms(
                        server,
                        ModbusPlanning.line(sink.serial(), profile),
                        TIMEOUT,
                        Duration.ZERO,
                        Duration.ZERO,
                        sink.tls());
                planning.sharing().line(server, client.line(), path + ".push[" + i + "]");
                plans.add(new PushClientPlan(name, i + 1, registers, sink, client));
            }
        }
        return plans;
    }

    public String describe() {
        String ranges = PushPlan.writes(registers.profile(), sink.send()).stream()
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        return "output " + output + " writes registers " + ranges + " of "
                + registers.meter().name() + " to " + client.endpoint() + ", unit " + sink.unit() + ", every "
                + sink.every();
    }

    public void build(ModbusSite site) {
        String name = output + ".push" + number;
        Meter shown = site.meter(registers.meter().name());
        List<Object> terms = List.of(registers, sink, client, shown, site.credentials());
        site.link(name, terms, PushClientLink.class, _ -> link(name, shown, site));
    }

    private PushClientLink link(String name, Meter shown, ModbusSite site) {
        PushClientLink.Terms terms = new PushClientLink.Terms(
                name,
                client.endpoint().toString(),
                sink.unit(),
                shown,
                registers.view(),
                registers.profile(),
                PushPlan.writes(registers.profile(), sink.send()),
                sink.every().interval(),
                sink.value() == ModbusSink.Value.MEAN);
        LineMemory memory = new LineMemory(site.transports().ticker().nanos());
        ClientOpener opener = () -> client.open(site.transports(), site.credentials(), memory);
        return new PushClientLink(terms, site.credentials().patient(client.endpoint(), opener));
    }
}
