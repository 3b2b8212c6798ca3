package io.polymeter.link.modbus.scan;

import io.polymeter.config.net.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where to look: one endpoint, or the addresses of a network.
///
/// @param network false for one endpoint
public record ScanTarget(boolean network, List<Endpoint> endpoints) {

    private static final Pattern NETWORK =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
    private static final int SHORTEST_PREFIX = 22;

    public ScanTarget {
        endpoints = List.copyOf(endpoints);
    }

    /// Reads what a person names: a network, a host or an endpoint.
    ///
    /// @param ports of each address of a network, and of a host that is named without one
    public static ScanTarget of(String text, List<Integer> ports) {
        Matcher network = NETWORK.matcher(text.strip());
        if (network.matches()) {
            return new ScanTarget(true, addresses(network, ports));
        }
        if (!text.contains("://")) {
            return new ScanTarget(
                    false,
                    ports.stream()
                            .map(port -> endpoint("tcp://" + text + ":" + port))
                            .toList());
        }
        return new ScanTarget(false, List.of(endpoint(text)));
    }

    private static Endpoint endpoint(String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException e) {
            throw ScanException.usage("'" + text + "': " + e.getMessage());
        }
    }

    private static List<Endpoint> addresses(Matcher network, List<Integer> ports) {
        long address = 0;
        for (int i = 1; i <= 4; i++) {
            int part = Integer.parseInt(network.group(i));
            if (part > 255) {
                throw ScanException.usage(network.group() + " is not a network: " + part + " is more than 255");
            }
            address = address << 8 | part;
        }
        int prefix = Integer.parseInt(network.group(5));
        if (prefix < SHORTEST_PREFIX || prefix > 32) {
            throw ScanException.usage(network.group() + " is larger than 1024 addresses: use /24, or /22 at most");
        }
        long count = 1L << 32 - prefix;
        long first = address & -count;
        List<Endpoint> endpoints = new ArrayList<>();
        for (long at = first; at < first + count; at++) {
            // The first and the last address of a network belong to no host.
            if (prefix > 30 || at > first && at < first + count - 1) {
                for (int port : ports) {
                    endpoints.add(new Endpoint.Tcp(dotted(at), port));
                }
            }
        }
        return endpoints;
    }

    private static String dotted(long address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }
}
