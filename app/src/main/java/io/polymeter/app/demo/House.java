package io.polymeter.app.demo;

import io.polymeter.config.Configuration;
import io.polymeter.link.Protocol;
import io.polymeter.modbus.transport.Pty;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// A simulated house on loopback: a KSEM that pushes and is polled, Polymeter, and a Plenticore that asks on a
/// serial
/// line made of a pseudo-terminal. Everything but the devices themselves is the real program.
public final class House implements AutoCloseable {

    private final Pty cable;
    private final Polymeter meter;
    private final Polymeter bridge;
    private final Plenticore inverter;
    private final List<String> wiring;

    private House(Pty cable, Polymeter meter, Polymeter bridge, List<String> wiring) {
        this.cable = cable;
        this.meter = meter;
        this.bridge = bridge;
        this.inverter = Plenticore.start(cable.master());
        this.wiring = wiring;
    }

    /// Builds the house.
    ///
    /// @param speed scenario seconds per second
    /// @throws IOException if this machine has no pseudo-terminals or free ports
    public static House open(Supplier<List<Protocol>> protocols, double speed) throws IOException {
        Pty cable = Pty.open();
        int poll = FreePorts.next();
        int push = FreePorts.next();
        int plc = FreePorts.next();
        Plan bridge = plan(protocols, house(new Ports(push, poll, plc), speed, cable.device()));
        Polymeter running = Polymeter.start(bridge);
        Polymeter meter = Polymeter.start(plan(protocols, meter(speed, poll, push)));
        return new House(cable, meter, running, bridge.describe());
    }

    /// A KSEM pushes totals and phases: here each is an output of its own.
    private static String meter(double speed, int poll, int push) {
        return """
            meters:
              ksem: { profile: kostal-ksem, simulate: { scenario: summer-day, speed: SPEED } }
            outputs:
              slave:  { meter: ksem, modbus: { serve: "tcp://127.0.0.1:POLL" } }
              totals: { meter: ksem, modbus: { push: "tcp://127.0.0.1:PUSH", send: { power: total, energy: total } } }
              phases: { meter: ksem, modbus: { push: "tcp://127.0.0.1:PUSH", send: { power: phases, energy: phases } } }
            """.replace("SPEED", String.valueOf(speed))
                .replace("POLL", String.valueOf(poll))
                .replace("PUSH", String.valueOf(push));
    }

    private record Ports(int push, int poll, int plc) {}

    private static String house(Ports ports, double speed, Path cable) {
        return """
            meters:
              grid:
                profile: kostal-ksem
                modbus: { push: "tcp://127.0.0.1:PUSH", poll: "tcp://127.0.0.1:POLL" }
              pv:      { simulate: { scenario: summer-day/pv, speed: SPEED } }
              wallbox: { simulate: { scenario: summer-day/wallbox, speed: SPEED } }
            outputs:
              plenticore: { meter: grid, modbus: { serve: "rtu://CABLE" } }
              plc:        { meter: grid, modbus: { serve: "tcp://127.0.0.1:PLC" } }
            """.replace("PUSH", String.valueOf(ports.push()))
                .replace("POLL", String.valueOf(ports.poll()))
                .replace("SPEED", String.valueOf(speed))
                .replace("CABLE", cable.toString())
                .replace("PLC", String.valueOf(ports.plc()));
    }

    private static Plan plan(Supplier<List<Protocol>> protocols, String yaml) {
        Configuration configuration =
                Configuration.parse(Path.of("demo.yaml"), yaml.getBytes(StandardCharsets.UTF_8), _ -> null);
        Plan plan = new Wiring(Catalog.builtIn(), protocols.get()).plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        return plan;
    }

    /// What is connected to what, one line each.
    public List<String> wiring() {
        return wiring;
    }

    /// How Polymeter is.
    public Snapshot snapshot() {
        return bridge.snapshot();
    }

    /// What the inverter sees.
    public Plenticore.View inverter() {
        return inverter.view();
    }

    @Override
    public void close() throws IOException {
        inverter.close();
        meter.close();
        bridge.close();
        cable.close();
    }
}
