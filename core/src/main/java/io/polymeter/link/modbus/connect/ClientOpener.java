package io.polymeter.link.modbus.connect;

import io.polymeter.modbus.client.ModbusClient;
import java.io.IOException;

/// Gets the way to a device; a seam, so that a simulated network can stand in for the machine's.
@FunctionalInterface
public interface ClientOpener {

    /// A client to use and close.
    ///
    /// @throws IOException in words a person can act on
    ModbusClient open() throws IOException, InterruptedException;
}
