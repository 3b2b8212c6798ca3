package io.polymeter.config.net;

import io.polymeter.config.yaml.Scalar;

/// Where HTTP is served: `http://0.0.0.0:80`. Without a port it is 80.
///
/// @param host a name or a literal address, IPv6 without brackets
/// @param port 0 to 65535; 0 lets the system choose one
@Scalar(words = "an address such as http://0.0.0.0:80", pattern = "http://.+")
public record HttpAddress(String host, int port) {

    private static final String SCHEME = "http://";
    private static final int PORT = 80;

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static HttpAddress parse(String text) {
        HostPort at = ServedAddress.parse(text, SCHEME, PORT);
        return new HttpAddress(at.host(), at.port());
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
