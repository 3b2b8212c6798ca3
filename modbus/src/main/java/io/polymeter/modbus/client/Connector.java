package io.polymeter.modbus.client;

import io.polymeter.modbus.net.Duplex;
import io.polymeter.modbus.net.TlsContext;
import java.io.IOException;
import java.time.Duration;

/// Opens connections. The one way in which [TcpClient] reaches the network, so that a simulated one can take
/// its place.
@FunctionalInterface
public interface Connector {

    /// Connects, and completes the TLS handshake if there is one.
    ///
    /// @param host a name or an IP address
    /// @param port 1 to 65535
    /// @param timeout how long all of it may take; looking up the name is not in it
    /// @throws ConnectFailedException with the reason in words
    Duplex open(String host, int port, Duration timeout) throws IOException;

    /// The network of this machine, in the clear.
    static Connector system() {
        return new SocketConnector(null);
    }

    /// The network of this machine, over TLS 1.2 or 1.3. Who is trusted is for the context's trust managers to say;
    /// the server's name is not compared with its certificate, as meters are addressed by number.
    static Connector tls(TlsContext context) {
        return new SocketConnector(context);
    }
}
