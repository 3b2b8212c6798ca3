package io.polymeter.lab.fuzz;

import io.polymeter.link.speedwire.Datagram;
import java.nio.ByteBuffer;

/// Any bytes as datagrams of SMA Energy Meters.
public final class SpeedwireTarget {

    private SpeedwireTarget() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            Datagram datagram = Datagram.of(ByteBuffer.wrap(data));
            Parsing.check(datagram.serial() >= 0 && datagram.serial() <= 0xffffffffL, "an impossible serial number");
            datagram.telegram()
                    .values()
                    .forEach(
                            (code, value) -> Parsing.check(Double.isFinite(value.number()), code + " is not a number"));
        } catch (Datagram.Refused e) {
            Parsing.check(e.getMessage() != null, "refused without words");
        } catch (Datagram.Foreign _) {
            // Of another protocol.
        }
    }
}
