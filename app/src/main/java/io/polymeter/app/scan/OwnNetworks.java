package io.polymeter.app.scan;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The networks that this machine is in.
///
/// @param interfaces where mDNS is asked
/// @param targets each network that is small enough, e.g. `192.168.178.0/24`
/// @param notes which are not searched, and why
record OwnNetworks(List<NetworkInterface> interfaces, List<String> targets, List<Message> notes) {

    private static final int SHORTEST_PREFIX = 22;

    OwnNetworks {
        interfaces = List.copyOf(interfaces);
        targets = List.copyOf(targets);
        notes = List.copyOf(notes);
    }

    /// @param only the name of the one interface that counts, null: all but the loopback
    /// @throws IllegalArgumentException where there is no such interface
    static OwnNetworks look(@Nullable String only) throws SocketException {
        List<NetworkInterface> interfaces = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        List<Message> notes = new ArrayList<>();
        List<NetworkInterface> all = Collections.list(NetworkInterface.getNetworkInterfaces());
        for (NetworkInterface each : all) {
            if (!each.isUp()
                    || (only == null ? each.isLoopback() : !each.getName().equals(only))) {
                continue;
            }
            if (only != null || each.supportsMulticast()) {
                interfaces.add(each);
            }
            for (InterfaceAddress address : each.getInterfaceAddresses()) {
                if (address.getAddress() instanceof Inet4Address own) {
                    String network = network(own, address.getNetworkPrefixLength());
                    Message left = leftOut(own, address.getNetworkPrefixLength());
                    if (left == null) {
                        targets.add(network);
                    } else {
                        notes.add(Message.of("about-3", "{name}: {why}", each.getName(), left));
                    }
                }
            }
        }
        if (only != null && interfaces.isEmpty()) {
            throw new InvalidValueException(Message.of(
                    "there-no-network-interface",
                    "there is no network interface '{only}' that is up; there are {names}",
                    only,
                    String.join(
                            ", ", all.stream().map(NetworkInterface::getName).toList())));
        }
        return new OwnNetworks(interfaces, targets.stream().distinct().toList(), notes);
    }

    /// Why a network is not searched, null where it is.
    private static @Nullable Message leftOut(Inet4Address own, int prefix) {
        if (own.isLoopbackAddress()) {
            return Message.of(
                    "network-is-this-machine",
                    "{network} is this machine: only announced services are looked for; name an address to search it",
                    network(own, prefix));
        }
        return prefix < SHORTEST_PREFIX
                ? Message.of(
                        "network-too-large",
                        "{network} has more than 1024 addresses and is not searched; name a part of it, e.g. polymeter"
                                + " scan {example}",
                        network(own, prefix),
                        network(own, 24))
                : null;
    }

    static String network(Inet4Address address, int prefix) {
        byte[] bytes = address.getAddress();
        long number = 0;
        for (byte each : bytes) {
            number = number << 8 | each & 255;
        }
        long first = prefix == 0 ? 0 : number & -(1L << 32 - prefix);
        return (first >>> 24 & 255) + "." + (first >>> 16 & 255) + "." + (first >>> 8 & 255) + "." + (first & 255) + "/"
                + prefix;
    }
}
