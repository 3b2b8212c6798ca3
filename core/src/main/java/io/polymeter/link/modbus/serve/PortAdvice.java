package io.polymeter.link.modbus.serve;

import io.polymeter.message.Message;
import io.polymeter.modbus.net.ListenException;

/// Says what to do about a port that cannot be opened.
final class PortAdvice {

    private PortAdvice() {}

    /// @param transport as `ss` has it: `t` for TCP, `u` for UDP
    static Message of(ListenException e, int port, char transport) {
        return switch (e.reason()) {
            case NOT_PERMITTED ->
                // Not setcap on the java command: the loader then finds none of Java's own libraries.
                Message.of(
                        "port-needs-right",
                        "{what}; ports below 1024 need CAP_NET_BIND_SERVICE: put {setting} into the systemd unit, or run"
                                + " {command}, or use a port from 1024 on",
                        Message.of(e),
                        "AmbientCapabilities=CAP_NET_BIND_SERVICE",
                        "`sudo sysctl -w net.ipv4.ip_unprivileged_port_start=" + port + "`");
            case IN_USE ->
                Message.of("port-who", "{what}; {command} shows which", Message.of(e), "`ss -l" + transport + "np`");
            case NOT_OURS, UNKNOWN_HOST, OTHER -> Message.of(e);
        };
    }
}
