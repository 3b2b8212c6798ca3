package io.polymeter.link.modbus;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.modbus.connect.ModbusPlanning;
import io.polymeter.link.modbus.poll.PollSourcePlan;
import io.polymeter.link.modbus.proxy.ProxyPlan;
import io.polymeter.link.modbus.push.PushClientPlan;
import io.polymeter.link.modbus.serve.OutputRegisters;
import io.polymeter.link.modbus.serve.PushSourcePlan;
import io.polymeter.link.modbus.serve.ServedOutputPlan;
import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the Modbus part of a configuration comes to. Planning finds what only profiles and endpoints together can
/// show; what the file alone shows was found when it was read.
final class ModbusPlan {

    final List<PushSourcePlan> pushes = new ArrayList<>();
    final List<PollSourcePlan> polls = new ArrayList<>();
    final List<ServedOutputPlan> served = new ArrayList<>();
    final List<PushClientPlan> clients = new ArrayList<>();
    final List<ProxyPlan> proxies = new ArrayList<>();
    final Settings settings;

    private ModbusPlan(Settings settings) {
        this.settings = settings;
    }

    static ModbusPlan of(Planning planning) {
        ModbusPlan plan = new ModbusPlan(planning.settings());
        ModbusPlanning modbus = ModbusPlanning.of(planning);
        planning.settings().meters().forEach((name, meter) -> {
            PlannedMeter planned = planning.meters().get(name);
            if (planned != null && meter.source() instanceof ModbusSource source) {
                add(plan.pushes, PushSourcePlan.of(planned, source, modbus));
                add(plan.polls, PollSourcePlan.of(planned, source, modbus));
            }
        });
        planning.settings().outputs().forEach((name, output) -> {
            if (output.sink() instanceof ModbusSink sink) {
                plan.output(name, output, sink, modbus);
            }
        });
        return plan;
    }

    private void output(String name, OutputSettings output, ModbusSink sink, ModbusPlanning planning) {
        PlannedMeter meter = planning.meter(output);
        if (sink.proxy() != null && meter != null) {
            if (meter.settings().correct() != null) {
                String path = "outputs." + name + ".modbus.proxy";
                planning.problems()
                        .warning(
                                path,
                                Message.of(
                                        "passes-what-says-without",
                                        "passes what {meter} says, without its 'correct'",
                                        meter.name()));
            }
            add(proxies, ProxyPlan.of(name, sink, poll(meter), planning));
            return;
        }
        OutputRegisters registers = meter == null ? null : OutputRegisters.of(name, output, meter, planning);
        if (registers != null) {
            clients.addAll(PushClientPlan.of(name, sink, registers, planning));
        }
        add(served, ServedOutputPlan.of(name, output, registers, planning));
    }

    private @Nullable PollSourcePlan poll(PlannedMeter meter) {
        return polls.stream()
                .filter(poll -> poll.meter().name().equals(meter.name()))
                .findFirst()
                .orElse(null);
    }

    private static <P> void add(List<P> plans, @Nullable P plan) {
        if (plan != null) {
            plans.add(plan);
        }
    }

    /// The meters that outputs write to.
    Set<String> written() {
        Set<String> written = new TreeSet<>();
        settings.outputs().values().stream()
                .filter(output -> output.sink() != null && output.sink().writesToMeter())
                .forEach(output -> written.addAll(settings.metersOf(output)));
        return written;
    }

    /// True if anything of it needs the certificate table.
    boolean isSecured() {
        return Stream.of(
                        pushes.stream().map(PushSourcePlan::endpoint),
                        polls.stream().map(poll -> poll.client().endpoint()),
                        proxies.stream().map(ProxyPlan::endpoint),
                        clients.stream().map(client -> client.client().endpoint()),
                        served.stream().flatMap(output -> output.endpoints().stream()))
                .flatMap(endpoints -> endpoints)
                .anyMatch(Endpoint.Tls.class::isInstance);
    }
}
