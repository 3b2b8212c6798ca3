package io.polymeter.modbus.serial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// USB adapters by FTDI hold received bytes back for up to 16 ms, unless told otherwise.
///
/// The port library asks every driver for low latency when it opens a port, which needs no permission. Where the
/// driver also shows its timer as a file and this user may write it, one millisecond is set.
final class SerialLatency {

    private static final Path DEVICES = Path.of("/sys/bus/usb-serial/devices");

    private SerialLatency() {}

    static void lower(String systemPath) {
        Path port = Path.of(systemPath).getFileName();
        if (port == null) {
            return;
        }
        Path timer = DEVICES.resolve(port).resolve("latency_timer");
        if (Files.isWritable(timer)) {
            try {
                Files.writeString(timer, "1\n");
            } catch (IOException _) {
                // Replies are some milliseconds slower; nothing else follows from it.
            }
        }
    }
}
