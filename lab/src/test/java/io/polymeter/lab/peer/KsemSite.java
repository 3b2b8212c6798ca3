package io.polymeter.lab.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A KSEM played by pymodbus, the product, and a serial bus with two free places beside the product's: the whole of
/// `examples/ksem-airbridge.yaml` on one machine, and its registers over TCP besides.
public final class KsemSite implements AutoCloseable {

    /// What the meter pushes, and its age limit.
    public static final int PUSHED = 148;

    public final int pushPort = Ports.free();
    public final int pollPort = Ports.free();
    public final int servePort = Ports.free();
    public final RtuBus bus = new RtuBus(3);
    private final Polymeter polymeter;
    private Stack.@Nullable Running slave;
    private Stack.@Nullable Running master;

    /// @param freshFor the meter's `fresh-for`, e.g. `{ live: 2s }`
    public KsemSite(Path directory, String freshFor) throws IOException {
        this(directory, freshFor, Map.of());
    }

    public KsemSite(Path directory, String freshFor, Map<String, String> environment) throws IOException {
        polymeter = Polymeter.run(
                        directory, """
                        meters:
                          grid:
                            profile: kostal-ksem
                            modbus:
                              push: tcp://127.0.0.1:%d
                              poll: tcp://127.0.0.1:%d
                              unit: 1
                            fresh-for: %s
                        outputs:
                          plenticore:
                            meter: grid
                            mirror: exact
                            modbus: { serve: "rtu://%s", unit: 1 }
                          lan:
                            meter: grid
                            mirror: exact
                            modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 }
                        """.formatted(pushPort, pollPort, freshFor, bus.device(0), servePort), environment)
                .listening(pushPort)
                .listening(servePort);
    }

    public Polymeter polymeter() {
        return polymeter;
    }

    /// Where consumers read over TCP.
    public String tcp() {
        return "tcp:127.0.0.1:" + servePort;
    }

    /// Where consumers read over the serial bus.
    public String rtu() {
        return "rtu:" + bus.device(1);
    }

    /// The meter answers polls, its SunSpec common model having this length.
    public void startSlave(int commonLength) throws IOException {
        slave = Stack.PYMODBUS.server(
                "tcp:127.0.0.1:" + pollPort, 1, "512-791", "8192-8248", "sunspec:" + commonLength);
    }

    public Stack.Running slave() {
        Stack.Running running = slave;
        if (running == null) {
            throw new IllegalStateException("the meter does not answer polls yet");
        }
        return running;
    }

    /// The meter begins to push, with a salt in every word.
    public void startPush(int unit, int salt) throws IOException {
        stopPush();
        master = Stack.push("tcp:127.0.0.1:" + pushPort, unit, salt);
    }

    public void stopPush() {
        if (master != null) {
            master.close();
        }
        master = null;
    }

    @Override
    public void close() throws IOException {
        try (bus;
                polymeter) {
            stopPush();
            if (slave != null) {
                slave.close();
            }
        }
    }
}
