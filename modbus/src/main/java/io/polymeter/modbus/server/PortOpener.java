package io.polymeter.modbus.server;

import java.io.IOException;

/// Opens ports to serve; a seam, so that a simulated network can stand in for [TcpServer].
@FunctionalInterface
public interface PortOpener {

    /// Opens a port, which is served until it is closed.
    ///
    /// @throws ListenException if it cannot be opened
    OpenPort listen(TcpListener listener) throws IOException;
}
