package io.polymeter.lab.fuzz;

import io.polymeter.mdns.DnsException;
import io.polymeter.mdns.DnsMessage;

/// Any bytes as a message of multicast DNS.
public final class DnsTarget {

    private DnsTarget() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            DnsMessage message = DnsMessage.decode(data);
            byte[] again = message.encode();
            Parsing.check(DnsMessage.decode(again).equals(message), "what was read is written as something else");
        } catch (DnsException expected) {
            Parsing.check(String.valueOf(expected.getMessage()).length() > 5, "refused without words");
        }
    }
}
