package io.polymeter.config.net;

import io.polymeter.config.yaml.Scalar;

/// Where datagrams are received, or sent to: `udp://0.0.0.0:12345`.
///
/// @param host a name or a literal address, IPv6 without brackets
/// @param port 0 to 65535; 0 only where a port of the system's choice is listened on
@Scalar(words = "an address such as udp://192.168.1.20:9522", pattern = "udp://.+:[0-9]+")
public record UdpAddress(String host, int port) {

    private static final String SCHEME = "udp://";

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static UdpAddress parse(String text) {
        HostPort at = ServedAddress.parse(text, SCHEME, -1);
        return new UdpAddress(at.host(), at.port());
    }

    /// Without the scheme.
    public HostPort hostPort() {
        return new HostPort(host, port);
    }

    @Override
    public String toString() {
        return SCHEME + HostPort.format(host, port);
    }
}
