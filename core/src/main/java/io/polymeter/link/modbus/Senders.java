package io.polymeter.link.modbus;

import io.polymeter.config.AddressRange;
import io.polymeter.modbus.Peer;
import java.net.InetAddress;
import java.util.List;

/// Who may do something at an endpoint.
///
/// @param ranges addresses, networks and names; empty: everybody
record Senders(List<AddressRange> ranges) {

    static final Senders EVERYBODY = new Senders(List.of());

    Senders {
        ranges = List.copyOf(ranges);
    }

    /// Whoever is at the other end of a serial line is admitted: it has no address to tell it from others.
    boolean admits(Peer peer) {
        InetAddress address = peer.address();
        return address == null || admits(address);
    }

    boolean admits(InetAddress address) {
        return ranges.isEmpty() || AddressRange.anyContains(ranges, address);
    }

    /// Those that are host names.
    List<AddressRange> names() {
        return ranges.stream().filter(AddressRange::isName).toList();
    }

    /// For people.
    String words() {
        return ranges.isEmpty()
                ? "anybody"
                : String.join(", ", ranges.stream().map(Object::toString).toList());
    }
}
