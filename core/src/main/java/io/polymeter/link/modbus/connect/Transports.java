package io.polymeter.link.modbus.connect;

import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.server.PortOpener;
import org.jspecify.annotations.Nullable;

/// How devices are reached: seams for simulation.
///
/// @param ports opens ports to serve, null: this machine's
public record Transports(
        Connector connector,
        SerialOpener serial,
        Ticker ticker,
        @Nullable PortOpener ports) {

    /// The network and the serial ports of this machine.
    public static Transports system() {
        return new Transports(Connector.system(), SerialOpener.system(), Ticker.SYSTEM, null);
    }
}
