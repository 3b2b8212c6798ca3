package io.polymeter.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// By which names this page is called. A page on the internet can let its own name lead to this address ("DNS
/// rebinding"), and would then be of the same origin as ours: so an unknown name is refused. Addresses cannot be
/// rebound, and names that only the local network knows belong to nobody outside.
final class HostNames {

    private static final List<String> LOCAL_ENDINGS =
            List.of(".local", ".lan", ".home", ".internal", ".home.arpa", ".fritz.box", ".localhost");

    private final Set<String> names = new HashSet<>();
    private final boolean loopback;
    private final boolean any;

    /// @param loopback true where only this machine can connect
    HostNames(List<String> names, boolean loopback) {
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
        this.any = this.names.contains("any");
        this.loopback = loopback;
        this.names.add("localhost");
        try {
            this.names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException _) {
            // A machine without a name is not called by one.
        }
    }

    /// True if a `Host` header means this page.
    boolean ours(String header) {
        String host = host(header);
        if (host == null) {
            return false;
        }
        if (any || names.contains(host)) {
            return true;
        }
        if (literal(host)) {
            return !loopback || host.startsWith("127.") || host.equals("[::1]");
        }
        return !loopback && (host.indexOf('.') < 0 || LOCAL_ENDINGS.stream().anyMatch(host::endsWith));
    }

    /// True if an `Origin` header is that of this page, called by `header`, or of a name it has.
    boolean same(String origin, String header) {
        try {
            URI uri = new URI(origin);
            String authority = uri.getRawAuthority();
            String host = authority == null ? null : host(authority);
            return host != null
                    && authority != null
                    && (authority.equalsIgnoreCase(header) || names.contains(host) && !host.equals("localhost"));
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /// What may be shown of a header that anybody can send.
    static String shown(String header) {
        String clean = header.replaceAll("[^A-Za-z0-9.:\\[\\]_-]", "?");
        return clean.length() <= 100 ? clean : clean.substring(0, 100);
    }

    /// Without the port, in lower case; null where it is none.
    private static @Nullable String host(String header) {
        String text = header.toLowerCase(Locale.ROOT);
        if (!text.matches("(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:[0-9]{1,5})?")) {
            return null;
        }
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        return end <= 0 || end > text.length() ? text : text.substring(0, end);
    }

    private static boolean literal(String host) {
        return host.startsWith("[") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }
}
