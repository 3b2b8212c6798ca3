package io.polymeter.config.net;

import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// Reads the text of an [Endpoint].
final class EndpointParser {

    private static final List<String> SCHEMES = List.of("tcp", "tls", "udp", "rtu", "rtu+tcp");

    private EndpointParser() {}

    static Endpoint parse(String text) {
        int colon = text.indexOf("://");
        if (colon < 0) {
            throw new IllegalArgumentException(withoutScheme(text));
        }
        String scheme = text.substring(0, colon);
        String rest = text.substring(colon + 3);
        if (rest.isEmpty()) {
            throw new InvalidValueException(Message.of("no-address-3", "'{text}' has no address", text));
        }
        return switch (scheme) {
            case "tcp" -> tcp(HostPort.parse(trim(rest), Endpoint.TCP_PORT));
            case "udp" -> udp(HostPort.parse(trim(rest), Endpoint.TCP_PORT));
            case "tls" -> tls(HostPort.parse(trim(rest), Endpoint.TLS_PORT));
            case "rtu+tcp" -> rtuOverTcp(trim(rest));
            case "rtu" -> new Endpoint.Rtu(device(text, rest));
            default ->
                throw new InvalidValueException(Message.of(
                        "not-known-scheme",
                        "'{scheme}' is not a known scheme; {hint}",
                        scheme,
                        Suggestion.of(scheme, SCHEMES)
                                .orElse(Message.of("known-schemes", "known are tcp, tls, udp, rtu and rtu+tcp"))));
        };
    }

    private static String withoutScheme(String text) {
        if (text.startsWith("/dev/")) {
            return "'" + text + "' has no scheme: rtu://" + text;
        }
        return "expected an endpoint such as tcp://192.168.1.20:502, tls://host:802, rtu:///dev/ttyUSB0 or"
                + " rtu+tcp://host:4001, found '" + text + "'";
    }

    private static Endpoint tcp(HostPort at) {
        return new Endpoint.Tcp(at.host(), at.port());
    }

    private static Endpoint udp(HostPort at) {
        return new Endpoint.Udp(at.host(), at.port());
    }

    private static Endpoint tls(HostPort at) {
        return new Endpoint.Tls(at.host(), at.port());
    }

    private static Endpoint rtuOverTcp(String rest) {
        HostPort at = HostPort.parse(rest, -1);
        return new Endpoint.RtuOverTcp(at.host(), at.port());
    }

    private static Path device(String text, String rest) {
        if (!rest.startsWith("/")) {
            throw new InvalidValueException(Message.of(
                    "use-full-path-serial-device",
                    "'{text}': use the full path of a serial device: rtu:///dev/ttyUSB0",
                    text));
        }
        try {
            return Path.of(rest);
        } catch (InvalidPathException bad) {
            throw new InvalidValueException(
                    Message.of("not-path", "'{reference}' is not a path: {reason}", rest, bad.getReason()), bad);
        }
    }

    private static String trim(String rest) {
        return rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    }
}
