package io.polymeter.link.modbus;

import io.polymeter.config.ModbusSink;
import io.polymeter.config.ModbusSource;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.link.Planning;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.connect.Transports;

/// Modbus over TCP and serial lines: devices that write to us, devices that we read, and registers shown to
/// readers.
///
/// One instance lives as long as the program, so that a new configuration finds what runs already.
public final class ModbusProtocol implements Protocol {

    private final ModbusReuse rack;

    /// With the network and the serial ports of this machine.
    public ModbusProtocol() {
        this(Transports.system());
    }

    /// With other ways to the devices, e.g. simulated ones.
    public ModbusProtocol(Transports ways) {
        this.rack = new ModbusReuse(ways);
    }

    @Override
    public boolean takes(SourceSettings source) {
        return source instanceof ModbusSource;
    }

    @Override
    public boolean takes(SinkSettings sink) {
        return sink instanceof ModbusSink;
    }

    @Override
    public Blueprint plan(Planning planning) {
        return new ModbusPlanner(planning, rack).plan();
    }
}
