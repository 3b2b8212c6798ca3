package io.polymeter.link.modbus.serve;

import io.polymeter.modbus.net.ListenException;

/// Says what to do about a port that cannot be opened.
final class PortAdvice {

    private PortAdvice() {}

    /// @param transport as `ss` has it: `t` for TCP, `u` for UDP
    static String of(ListenException e, int port, char transport) {
        return switch (e.reason()) {
            case NOT_PERMITTED ->
                // Not setcap on the java command: the loader then finds none of Java's own libraries.
                e.getMessage() + "; ports below 1024 need CAP_NET_BIND_SERVICE: put"
                        + " AmbientCapabilities=CAP_NET_BIND_SERVICE into the systemd unit, or run"
                        + " `sudo sysctl -w net.ipv4.ip_unprivileged_port_start=" + port
                        + "`, or use a port from 1024 on";
            case IN_USE -> e.getMessage() + "; `ss -l" + transport + "np` shows which";
            case NOT_OURS, UNKNOWN_HOST, OTHER -> String.valueOf(e.getMessage());
        };
    }
}
