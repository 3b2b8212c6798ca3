package io.polymeter.link.modbus;

import io.polymeter.modbus.transport.Connector;
import io.polymeter.modbus.transport.PortOpener;
import io.polymeter.modbus.transport.SerialOpener;
import io.polymeter.modbus.transport.Ticker;
import org.jspecify.annotations.Nullable;

/// How devices are reached: seams for simulation.
///
/// @param ports opens ports to serve, null: this machine's
public record Ways(
        Connector connector,
        SerialOpener serial,
        Ticker ticker,
        @Nullable PortOpener ports) {

    /// The network and the serial ports of this machine.
    public static Ways system() {
        return new Ways(Connector.system(), SerialOpener.system(), Ticker.SYSTEM, null);
    }
}
