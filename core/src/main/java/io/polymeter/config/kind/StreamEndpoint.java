package io.polymeter.config.kind;

import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Scalar;
import io.polymeter.config.yaml.Suggestion;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// Where the bytes of a meter at the house connection come from: `serial:///dev/serial/by-id/…`, or
/// `tcp://host:port` of a device that passes a serial line on as it is, or `http://host/path` of one that keeps the
/// last telegram. An IPv6 address stands in brackets.
@Scalar(
        words = "an endpoint such as serial:///dev/serial/by-id/usb-… or tcp://192.168.1.20:4001",
        pattern = "serial:///.+|tcp://.+:[0-9]+/?|http://.+")
public sealed interface StreamEndpoint {

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    static StreamEndpoint parse(String text) {
        int colon = text.indexOf("://");
        if (colon < 0) {
            String kind = text.startsWith("/dev/") ? "serial://" + text : "serial:///dev/ttyUSB0 or tcp://HOST:PORT";
            throw new IllegalArgumentException("'" + text + "' has no scheme: " + kind);
        }
        String scheme = text.substring(0, colon);
        String rest = text.substring(colon + 3);
        return switch (scheme) {
            case "serial" -> new Serial(device(text, rest));
            case "tcp" -> {
                HostPort at = HostPort.parse(rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest);
                if (at.port() == 0) {
                    throw new IllegalArgumentException("port 0 cannot be connected to");
                }
                yield new Tcp(at.host(), at.port());
            }
            case "http" -> new Http(address(text));
            default ->
                throw new IllegalArgumentException("'" + scheme + "' is not supported here; "
                        + Suggestion.of(scheme, List.of("serial", "tcp", "http"))
                                .orElse("known are serial, tcp and http"));
        };
    }

    private static URI address(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException("'" + text + "': use http://HOST/PATH");
            }
            return uri;
        } catch (URISyntaxException bad) {
            throw new IllegalArgumentException("'" + text + "' is no address: " + bad.getReason(), bad);
        }
    }

    private static Path device(String text, String rest) {
        if (!rest.startsWith("/")) {
            throw new IllegalArgumentException(
                    "'" + text + "': use the full path of a serial device: serial:///dev/ttyUSB0");
        }
        try {
            return Path.of(rest);
        } catch (InvalidPathException bad) {
            throw new IllegalArgumentException("'" + rest + "' is not a path: " + bad.getReason(), bad);
        }
    }

    /// A serial port of this machine.
    record Serial(Path device) implements StreamEndpoint {
        @Override
        public String toString() {
            return "serial://" + device;
        }
    }

    /// A web server that has the last telegram.
    record Http(URI uri) implements StreamEndpoint {
        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /// A serial line behind a TCP port.
    record Tcp(String host, int port) implements StreamEndpoint {
        @Override
        public String toString() {
            return "tcp://" + HostPort.format(host, port);
        }
    }
}
