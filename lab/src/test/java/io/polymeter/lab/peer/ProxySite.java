package io.polymeter.lab.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A device that takes one client, polled by Polymeter and shared with others: at one port as it is, at another as
/// the meter's registers.
public final class ProxySite implements AutoCloseable {

    public final SoloDevice device;
    public final int shared = Ports.free();
    public final int mirror = Ports.free();
    public final Polymeter polymeter;

    /// @param more keys of the proxy, e.g. `, cache: 1s`
    public ProxySite(Path directory, SoloDevice.Temper temper, String more) throws IOException {
        int port = Ports.free();
        device = new SoloDevice(port, temper);
        Files.writeString(directory.resolve("solo.yaml"), """
                id: solo
                title: A device with one client
                modbus: { unit: 1 }
                groups: { live: { fresh-for: 3s, every: 200ms } }
                spans: [ { at: 0, count: 4, group: live } ]
                registers:
                  - { at: 0, as: u16, name: R0 }
                  - { at: 1, as: u16, name: R1 }
                  - { at: 2, as: u32, name: R2, access: write }
                """);
        polymeter = Polymeter.run(directory, """
                        meters:
                          solo:
                            profile: ./solo.yaml
                            modbus: { poll: "tcp://127.0.0.1:%d", unit: 1, timeout: 500ms }
                        outputs:
                          shared:
                            meter: solo
                            modbus: { proxy: "tcp://127.0.0.1:%d"%s }
                          own:
                            meter: solo
                            modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 }
                        """.formatted(port, shared, more, mirror))
                .listening(shared)
                .listening(mirror);
    }

    public String endpoint() {
        return "tcp:127.0.0.1:" + shared;
    }

    @Override
    public void close() {
        try (SoloDevice _ = device) {
            polymeter.close();
        }
    }
}
