package io.polymeter.modbus;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/// Who is at the other end of a connection. One instance per connection, so it may serve as a key.
public interface Peer {

    /// The IP address, or null on a serial line.
    @Nullable
    InetAddress address();

    /// The client's certificate on a TLS connection, else null.
    @Nullable
    X509Certificate certificate();

    /// A name for logs, e.g. `192.168.1.20:51034` or `/dev/ttyUSB0`.
    String name();

    /// Ends the connection; no effect on a serial line. May be called from any thread.
    void close();
}
