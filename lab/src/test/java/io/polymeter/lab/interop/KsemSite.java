package io.polymeter.lab.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A KSEM played by pymodbus, the product, and a serial bus with two free places beside the product's: the whole of
/// `examples/ksem-airbridge.yaml` on one machine, and its registers over TCP besides.
final class KsemSite implements AutoCloseable {

    /// What the meter pushes, and its age limit.
    static final int PUSHED = 148;

    final int pushPort = Ports.free();
    final int pollPort = Ports.free();
    final int servePort = Ports.free();
    final RtuBus bus = new RtuBus(3);
    private final Polymeter polymeter;
    private Stack.@Nullable Running slave;
    private Stack.@Nullable Running master;

    /// @param freshFor the meter's `fresh-for`, e.g. `{ live: 2s }`
    KsemSite(Path directory, String freshFor) throws IOException {
        this(directory, freshFor, Map.of());
    }

    KsemSite(Path directory, String freshFor, Map<String, String> environment) throws IOException {
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
                            modbus: { serve: "rtu://%s", unit: 1 }
                          lan:
                            meter: grid
                            modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 }
                        """.formatted(pushPort, pollPort, freshFor, bus.device(0), servePort), environment)
                .listening(pushPort)
                .listening(servePort);
    }

    Polymeter polymeter() {
        return polymeter;
    }

    /// Where consumers read over TCP.
    String tcp() {
        return "tcp:127.0.0.1:" + servePort;
    }

    /// Where consumers read over the serial bus.
    String rtu() {
        return "rtu:" + bus.device(1);
    }

    /// The meter answers polls, its SunSpec common model having this length.
    void startSlave(int commonLength) throws IOException {
        slave = Stack.PYMODBUS.server(
                "tcp:127.0.0.1:" + pollPort, 1, "512-791", "8192-8248", "sunspec:" + commonLength);
    }

    Stack.Running slave() {
        Stack.Running running = slave;
        if (running == null) {
            throw new IllegalStateException("the meter does not answer polls yet");
        }
        return running;
    }

    /// The meter begins to push, with a salt in every word.
    void startPush(int unit, int salt) throws IOException {
        stopPush();
        master = Stack.push("tcp:127.0.0.1:" + pushPort, unit, salt);
    }

    void stopPush() {
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
