package io.polymeter.link.modbus.serve;

import io.polymeter.modbus.RequestHandler;
import java.net.InetAddress;

/// What answers at an endpoint, as far as the endpoint has to know it.
public interface EndpointHandler extends RequestHandler {

    /// True if a client has anything to do here.
    boolean admits(InetAddress address);

    /// True if anybody answers for this unit on a serial line.
    boolean serves(int unit);

    /// The units served, in words.
    String units();

    /// Requests for units that nobody serves.
    long unknownUnits();
}
