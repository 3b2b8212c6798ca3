package io.polymeter.link.modbus;

import io.polymeter.modbus.transport.Connector;
import io.polymeter.modbus.transport.SerialOpener;
import io.polymeter.modbus.transport.Ticker;

/// How devices are reached: seams for simulation.
public record Ways(Connector connector, SerialOpener serial, Ticker ticker) {

    /// The network and the serial ports of this machine.
    public static Ways system() {
        return new Ways(Connector.system(), SerialOpener.system(), Ticker.SYSTEM);
    }
}
