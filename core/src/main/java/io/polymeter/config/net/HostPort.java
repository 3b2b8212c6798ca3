package io.polymeter.config.net;

import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;

/// A host and a port, e.g. `127.0.0.1:8080` or `[::1]:8080`.
///
/// @param host a name or a literal address, IPv6 without brackets
/// @param port 0 to 65535; 0 lets the system choose a port to listen on
@Scalar(words = "an address and port such as 127.0.0.1:8080", pattern = ".+:[0-9]+")
public record HostPort(String host, int port) {

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static HostPort parse(String text) {
        return parse(text, -1);
    }

    /// @param preset the port where none is written; negative: one must be
    static HostPort parse(String text, int preset) {
        if (text.indexOf('@') >= 0) {
            // Not repeated: it may be a password.
            throw new InvalidValueException(Message.of(
                    "login-in-address", "holds a user or a password; nobody logs in there: write HOST:PORT alone"));
        }
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.lastIndexOf(':');
        if (text.startsWith("[") && end == 0) {
            throw new InvalidValueException(Message.of("without", "'{text}' has '[' without ']'", text));
        }
        if (end < 0) {
            end = text.length();
        }
        String host = text.substring(0, end);
        String rest = text.substring(end);
        if (rest.isEmpty() && preset < 0) {
            throw new InvalidValueException(
                    Message.of("no-port-use-e", "'{text}' has no port; use e.g. {text2}:8080", text, text));
        }
        if (!rest.isEmpty() && !rest.startsWith(":")) {
            throw new InvalidValueException(
                    Message.of("found-after-host-instead", "'{rest}' found after the host instead of :port", rest));
        }
        return new HostPort(host(host), rest.isEmpty() ? preset : port(rest.substring(1)));
    }

    public static String format(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static String host(String text) {
        if (text.startsWith("[")) {
            String inner = text.substring(1, text.length() - 1);
            if (Addresses.literal(inner) == null || inner.indexOf(':') < 0) {
                throw new InvalidValueException(
                        Message.of("in-brackets-not-ipv6", "'{inner}' in brackets is not an IPv6 address", inner));
            }
            return inner;
        }
        if (text.indexOf(':') >= 0) {
            throw new InvalidValueException(
                    Message.of("ipv6-address-needs-brackets", "an IPv6 address needs brackets: [{text}]:port", text));
        }
        Addresses.checkHost(text);
        return text;
    }

    private static int port(String text) {
        int port = -1;
        if (!text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            port = Integer.parseInt(text);
        }
        if (port < 0 || port > 65535) {
            throw new InvalidValueException(
                    Message.of("not-a-port", "'{found}' is not a port; ports are 0 to 65535", text));
        }
        return port;
    }

    @Override
    public String toString() {
        return format(host, port);
    }
}
