package io.polymeter.link.modbus.serve;

import io.polymeter.config.net.AddressRange;
import io.polymeter.modbus.Peer;
import java.net.InetAddress;
import java.util.List;

/// Who may do something at an endpoint.
///
/// @param ranges addresses, networks and names; empty: everybody
public record AllowList(List<AddressRange> ranges) {

    static final AllowList EVERYBODY = new AllowList(List.of());

    public AllowList {
        ranges = List.copyOf(ranges);
    }

    /// Whoever is at the other end of a serial line is admitted: it has no address to tell it from others.
    public boolean admits(Peer peer) {
        InetAddress address = peer.address();
        return address == null || admits(address);
    }

    public boolean admits(InetAddress address) {
        return ranges.isEmpty() || AddressRange.anyContains(ranges, address);
    }

    /// Those that are host names.
    public List<AddressRange> names() {
        return ranges.stream().filter(AddressRange::isName).toList();
    }

    /// For people.
    public String words() {
        return ranges.isEmpty()
                ? "anybody"
                : String.join(", ", ranges.stream().map(Object::toString).toList());
    }
}
