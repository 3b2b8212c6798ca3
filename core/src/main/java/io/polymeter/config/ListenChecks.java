package io.polymeter.config;

import io.polymeter.config.net.Endpoint;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Problems;
import java.util.HashMap;
import java.util.Map;

/// Checks that outputs do not stand in each other's way where they listen.
final class ListenChecks {

    private final Problems problems;
    /// What is spoken at an address, and where that was said.
    private final Map<String, Use> uses = new HashMap<>();

    private final Map<String, String> units = new HashMap<>();

    private record Use(String protocol, String path) {}

    ListenChecks(Problems problems) {
        this.problems = problems;
    }

    /// One endpoint may carry many units, each once.
    void serve(Endpoint endpoint, int unit, String path) {
        address(endpoint, protocol(endpoint), path);
        if (endpoint instanceof Endpoint.Net net && net.port() == 0) {
            return;
        }
        String other = units.putIfAbsent(endpoint + " unit " + unit, path);
        if (other != null) {
            problems.error(path, endpoint + " has unit " + unit + " already, in " + other);
        }
    }

    /// A proxy passes every unit on, so it shares its endpoint with nothing.
    void proxy(Endpoint endpoint, String path) {
        address(endpoint, "proxy of " + path, path);
    }

    private void address(Endpoint endpoint, String protocol, String path) {
        String address = switch (endpoint) {
            case Endpoint.Rtu rtu -> rtu.device().toString();
            case Endpoint.Net net -> HostPort.format(net.host(), net.port());
        };
        if (endpoint instanceof Endpoint.Net net && net.port() == 0) {
            return;
        }
        Use other = uses.putIfAbsent(address, new Use(protocol, path));
        if (other != null && !other.protocol().equals(protocol)) {
            problems.error(path, address + " is taken by " + other.path());
        }
    }

    private static String protocol(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Tcp _ -> "tcp";
            case Endpoint.Tls _ -> "tls";
            case Endpoint.RtuOverTcp _ -> "rtu+tcp";
            case Endpoint.Rtu _ -> "rtu";
        };
    }
}
