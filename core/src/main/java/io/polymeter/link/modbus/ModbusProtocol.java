package io.polymeter.link.modbus;

import io.polymeter.config.ModbusSink;
import io.polymeter.config.ModbusSource;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.link.LinkReuse;
import io.polymeter.link.Planning;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.connect.Transports;
import java.util.List;

/// Modbus over TCP and serial lines: devices that write to us, devices that we read, and registers shown to
/// readers.
///
/// One instance lives as long as the program, so that a new configuration finds what runs already.
public final class ModbusProtocol implements Protocol {

    private final LinkReuse reuse = new LinkReuse();
    private final Transports transports;

    /// With the network and the serial ports of this machine.
    public ModbusProtocol() {
        this(Transports.system());
    }

    /// With other transports, e.g. simulated ones.
    public ModbusProtocol(Transports transports) {
        this.transports = transports;
    }

    @Override
    public List<Class<? extends SourceSettings>> sources() {
        return List.of(ModbusSource.class);
    }

    @Override
    public List<Class<? extends SinkSettings>> sinks() {
        return List.of(ModbusSink.class);
    }

    @Override
    public Blueprint plan(Planning planning) {
        return new ModbusBlueprint(ModbusPlan.of(planning), reuse, transports);
    }
}
