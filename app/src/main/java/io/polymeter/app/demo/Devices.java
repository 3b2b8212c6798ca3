package io.polymeter.app.demo;

import io.polymeter.config.Configuration;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.Map;

/// The simulated devices that are measured, all in one Polymeter of their own, and the cables to them. They play
/// the same day in the same steps, so what the meters show belongs together. Faults are in the cables: the day goes
/// on.
final class Devices implements AutoCloseable {

    private final CloseStack undo = new CloseStack();
    private final Map<String, Relay> cables;
    private final BatteryServer battery;

    /// How the day goes.
    ///
    /// @param speed scenario seconds per second
    /// @param start the time of day at which it begins
    record Pace(double speed, LocalTime start) {

        private String text() {
            return "speed: " + speed + ", start: \"" + start + "\"";
        }
    }

    private Devices(Wiring wiring, Pace pace, int push) throws IOException {
        int ksem = FreePorts.inside(0);
        int inverter = FreePorts.inside(1);
        int wallbox = FreePorts.inside(2);
        try {
            cables = Map.of(
                    "push", undo.add(Relay.to(push)),
                    "ksem", undo.add(Relay.to(ksem)),
                    "inverter", undo.add(Relay.to(inverter)),
                    "wallbox", undo.add(Relay.to(wallbox)));
            Map<String, String> places = Map.of(
                    "pace", pace.text(),
                    "ksem", String.valueOf(ksem),
                    "inverter", String.valueOf(inverter),
                    "wallbox", String.valueOf(wallbox),
                    "push", String.valueOf(port("push")));
            Polymeter running = undo.add(Polymeter.start(plan(wiring, DemoConfiguration.devices(places))));
            battery = undo.add(
                    BatteryServer.start(running.meters().find("battery").orElseThrow()));
        } catch (IOException | RuntimeException e) {
            undo.close();
            throw e;
        }
    }

    /// Switches them on.
    ///
    /// @param push the port that the KSEM pushes to
    static Devices start(Wiring wiring, Pace pace, int push) throws IOException {
        return new Devices(wiring, pace, push);
    }

    private static Plan plan(Wiring wiring, String text) {
        Configuration configuration = Configuration.parse(
                Path.of("devices.yaml"), text.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new IllegalStateException(configuration.problems().sorted().toString());
        }
        return plan;
    }

    /// Where a device is reached: `ksem`, `inverter`, `wallbox` or `battery`.
    int port(String device) {
        return device.equals("battery") ? battery.port() : cable(device).port();
    }

    /// The cable of a device; `push` is the one on which the KSEM pushes.
    Relay cable(String device) {
        Relay cable = cables.get(device);
        if (cable == null) {
            throw new IllegalArgumentException("no cable to " + device);
        }
        return cable;
    }

    @Override
    public void close() throws IOException {
        undo.close();
    }
}
