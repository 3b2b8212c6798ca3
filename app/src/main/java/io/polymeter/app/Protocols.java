package io.polymeter.app;

import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import java.util.List;

/// The one list that names all kinds of links.
final class Protocols {

    private Protocols() {}

    /// New instances of all of them.
    static List<Protocol> all() {
        return List.of(new SimulateProtocol(), new ModbusProtocol());
    }
}
