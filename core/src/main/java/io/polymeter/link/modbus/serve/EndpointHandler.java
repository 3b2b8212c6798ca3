package io.polymeter.link.modbus.serve;

import io.polymeter.message.Message;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.serial.RtuSettings;
import java.net.InetAddress;
import java.time.Duration;

/// What answers at an endpoint, as far as the endpoint has to know it.
public interface EndpointHandler extends RequestHandler {

    /// True if a client has anything to do here.
    boolean admits(InetAddress address);

    /// True if anybody answers for this unit on a serial line.
    boolean serves(int unit);

    /// The units served, in words.
    Message units();

    /// Requests for units that nobody serves.
    long unknownUnits();

    /// How long a reply on a serial line may take before it is too late to send.
    default Duration answerWithin() {
        return RtuSettings.ANSWER_WITHIN;
    }
}
