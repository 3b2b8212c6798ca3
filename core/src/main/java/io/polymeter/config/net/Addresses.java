package io.polymeter.config.net;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Reads hosts and literal addresses, without ever asking a name server.
public final class Addresses {

    private Addresses() {}

    /// The address of a literal, or null for anything else; an IPv4-mapped IPv6 literal gives its IPv4 address.
    public static @Nullable InetAddress literal(String text) {
        boolean four = text.indexOf(':') < 0;
        // Four numbers are asked for: 10.1 and 2130706433 are addresses only to C libraries.
        if (four
                && (!onlyDigitsAndDots(text)
                        || text.chars().filter(c -> c == '.').count() != 3)) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// @throws IllegalArgumentException where this is neither an IPv4 address nor a possible host name
    static void checkHost(String text) {
        if (text.isEmpty()) {
            throw new InvalidValueException(Message.of("host-missing", "the host is missing"));
        }
        if (onlyDigitsAndDots(text)) {
            if (literal(text) == null) {
                throw new InvalidValueException(
                        Message.of("not-ipv4-address", "'{text}' is not an IPv4 address", text));
            }
            return;
        }
        boolean wrong = text.length() > 253 || text.startsWith("-") || text.startsWith(".") || text.contains("..");
        if (wrong || !text.chars().allMatch(Addresses::inHostName)) {
            throw new InvalidValueException(
                    Message.of("not-host-name-or", "'{text}' is not a host name or address", text));
        }
    }

    private static boolean onlyDigitsAndDots(String text) {
        return text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static boolean inHostName(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_';
    }
}
