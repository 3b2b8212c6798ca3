package io.polymeter.lab.peer;

import io.polymeter.modbus.serial.Pty;
import io.polymeter.modbus.serial.SerialLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A two-wire bus of real serial devices: what one sends, all others receive.
public final class RtuBus implements AutoCloseable {

    private final List<Pty> plugs = new ArrayList<>();

    public RtuBus(int devices) throws IOException {
        for (int i = 0; i < devices; i++) {
            plugs.add(Pty.open());
        }
        for (Pty plug : plugs) {
            Thread.ofPlatform().daemon().name("wire of " + plug.device()).start(() -> carry(plug));
        }
    }

    /// The device file at one place on the bus, e.g. `/dev/pts/3`.
    public String device(int index) {
        return plugs.get(index).device().toString();
    }

    private void carry(Pty from) {
        byte[] chunk = new byte[512];
        try {
            while (true) {
                int count = from.master().read(chunk, TimeUnit.SECONDS.toNanos(60));
                for (Pty to : plugs) {
                    if (!to.equals(from)) {
                        forward(to.master(), chunk, count);
                    }
                }
            }
        } catch (IOException _) {
            // The bus was taken down.
        }
    }

    /// Whole chunks: where two speak at once the bus garbles frames, not this one.
    private static void forward(SerialLine to, byte[] chunk, int count) throws IOException {
        if (count > 0) {
            to.write(chunk, count);
        }
    }

    @Override
    public void close() throws IOException {
        for (Pty plug : plugs) {
            plug.close();
        }
    }
}
