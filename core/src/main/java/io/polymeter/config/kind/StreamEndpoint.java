package io.polymeter.config.kind;

import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Scalar;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
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
            throw new InvalidValueException(Message.of("no-scheme", "'{text}' has no scheme: {kind}", text, kind));
        }
        String scheme = text.substring(0, colon);
        String rest = text.substring(colon + 3);
        return switch (scheme) {
            case "serial" -> new Serial(device(text, rest));
            case "tcp" -> {
                HostPort at = HostPort.parse(rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest);
                if (at.port() == 0) {
                    throw new InvalidValueException(
                            Message.of("port-0-cannot-connected", "port 0 cannot be connected to"));
                }
                yield new Tcp(at.host(), at.port());
            }
            case "http" -> new Http(address(text));
            default ->
                throw new InvalidValueException(Message.of(
                        "not-supported-here",
                        "'{scheme}' is not supported here; {hint}",
                        scheme,
                        Suggestion.of(scheme, List.of("serial", "tcp", "http"))
                                .orElse(Message.of("known-stream-schemes", "known are serial, tcp and http"))));
        };
    }

    private static URI address(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                throw new InvalidValueException(
                        Message.of("use-http-host-path", "'{text}': use http://HOST/PATH", text));
            }
            return uri;
        } catch (URISyntaxException bad) {
            throw new InvalidValueException(
                    Message.of("no-address-2", "'{text}' is no address: {reason}", text, bad.getReason()), bad);
        }
    }

    private static Path device(String text, String rest) {
        if (!rest.startsWith("/")) {
            throw new InvalidValueException(Message.of(
                    "use-full-path-serial",
                    "'{text}': use the full path of a serial device: serial:///dev/ttyUSB0",
                    text));
        }
        try {
            return Path.of(rest);
        } catch (InvalidPathException bad) {
            throw new InvalidValueException(
                    Message.of("not-path", "'{reference}' is not a path: {reason}", rest, bad.getReason()), bad);
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
