package io.polymeter.modbus.serial;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/// A pseudo-terminal: a serial cable inside this machine, with a device file at one end. Linux only.
///
/// The device stays usable while this object is open, however often programs open and close it; closing this
/// object is the unplugging of the cable.
public final class Pty implements Closeable {

    private final PtyLine master;
    private final Path device;
    // Held open so that bytes and settings survive while no program has the device open.
    private final int slave;
    private boolean closed;

    private Pty(PtyLine master, Path device, int slave) {
        this.master = master;
        this.device = device;
        this.slave = slave;
    }

    /// Makes a pair, in raw mode.
    ///
    /// @throws IOException if the operating system has no pseudo-terminals left, or is not Linux
    public static Pty open() throws IOException {
        int master = PtyCalls.openMaster();
        String device = PtyCalls.slaveName(master);
        return new Pty(new PtyLine(master, PtyCalls.openEvent(), device), Path.of(device), PtyCalls.open(device));
    }

    /// The device file programs open, `/dev/pts/N`.
    public Path device() {
        return device;
    }

    /// The other end.
    public SerialLine master() {
        return master;
    }

    /// Ends both sides: whoever has the device open sees it vanish.
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            PtyCalls.close(slave);
            master.close();
        }
    }
}
