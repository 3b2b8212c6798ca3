package io.polymeter.config.net;

import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which addresses are meant: `any`, one address, a network such as `192.168.1.0/24`, or a host name.
///
/// Immutable but for a name's addresses; equal where it was written alike. [#contains(InetAddress)] never waits.
@Scalar(words = "an address, a network such as 192.168.1.0/24, a host name or `any`")
public final class AddressRange {

    private final String text;
    private final byte @Nullable [] network;
    private final int prefix;
    private final boolean any;
    private volatile List<InetAddress> resolved = List.of();

    private AddressRange(String text, byte @Nullable [] network, int prefix) {
        this.text = text;
        this.network = network;
        this.prefix = prefix;
        this.any = text.equals("any");
    }

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static AddressRange parse(String text) {
        if (text.equals("any")) {
            return new AddressRange(text, null, 0);
        }
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        InetAddress address = Addresses.literal(bracketed ? host.substring(1, host.length() - 1) : host);
        if (address == null) {
            if (slash >= 0 || host.indexOf(':') >= 0) {
                throw new InvalidValueException(Message.of("not-address", "'{host}' is not an address", host));
            }
            Addresses.checkHost(host);
            return new AddressRange(text, null, 0);
        }
        byte[] bytes = address.getAddress();
        int bits = bytes.length * 8;
        return new AddressRange(text, bytes, slash < 0 ? bits : prefix(text.substring(slash + 1), bits));
    }

    /// Whether one of several contains the address.
    public static boolean anyContains(Collection<AddressRange> ranges, InetAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the address is meant. A host name means the addresses that [#resolve()] last found, and none before.
    /// An IPv4-mapped IPv6 address counts as its IPv4 address.
    public boolean contains(InetAddress address) {
        if (any) {
            return true;
        }
        if (network == null) {
            return resolved.contains(address);
        }
        return matches(network, unmapped(address));
    }

    /// Whether this is a host name, whose addresses need [#resolve()].
    public boolean isName() {
        return !any && network == null;
    }

    /// Asks the name service; may wait for seconds. No effect where this is no name.
    ///
    /// @throws UnknownHostException where the name is not known; the addresses found before stay
    public void resolve() throws UnknownHostException {
        if (isName()) {
            resolved = List.of(InetAddress.getAllByName(text));
        }
    }

    private boolean matches(byte[] wanted, byte[] address) {
        if (address.length != wanted.length) {
            return false;
        }
        int whole = prefix / 8;
        if (!Arrays.equals(wanted, 0, whole, address, 0, whole)) {
            return false;
        }
        int rest = prefix % 8;
        return rest == 0 || ((wanted[whole] ^ address[whole]) & (0xFF00 >> rest) & 0xFF) == 0;
    }

    private static byte[] unmapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address || bytes.length != 16) {
            return bytes;
        }
        for (int i = 0; i < 12; i++) {
            if (bytes[i] != (i < 10 ? 0 : (byte) 0xFF)) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, 12, 16);
    }

    private static int prefix(String text, int bits) {
        boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int prefix = digits ? Integer.parseInt(text) : -1;
        if (prefix < 0 || prefix > bits) {
            throw new InvalidValueException(Message.of(
                    "not-network-size-0", "'/{text}' is not a network size; it is /0 to /{bits}", text, bits));
        }
        return prefix;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange range && range.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }
}
