package io.polymeter.dbus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where a bus is: one or more places, tried in turn ("Server Addresses").
///
/// @param text as the user wrote it
public record BusAddress(String text, List<Place> places) {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String SYSTEM =
            "unix:path=/run/dbus/system_bus_socket;unix:path=/var/run/dbus/system_bus_socket";

    public BusAddress {
        places = List.copyOf(places);
    }

    /// One place.
    public sealed interface Place {
        /// A Unix socket in the file system.
        record Unix(String path) implements Place {}

        /// A Unix socket with an abstract name; Linux alone has them.
        record Abstract(String name) implements Place {}

        /// A TCP port.
        record Tcp(String host, int port) implements Place {}
    }

    /// Reads `system`, `session` or an address such as `unix:path=/run/dbus/system_bus_socket`.
    ///
    /// @param environment gives the environment variables that say where the two buses are, null where unset
    /// @throws IllegalArgumentException with what is wrong, for people
    public static BusAddress parse(String text, UnaryOperator<@Nullable String> environment) {
        return new BusAddress(text, places(resolved(text, environment), environment));
    }

    private static String resolved(String text, UnaryOperator<@Nullable String> environment) {
        return switch (text) {
            case "system" -> {
                String set = environment.apply("DBUS_SYSTEM_BUS_ADDRESS");
                yield set == null || set.isEmpty() ? SYSTEM : set;
            }
            case "session" -> {
                String set = environment.apply("DBUS_SESSION_BUS_ADDRESS");
                yield set == null || set.isEmpty() ? "unix:runtime=yes" : set;
            }
            default -> text;
        };
    }

    private static List<Place> places(String text, UnaryOperator<@Nullable String> environment) {
        List<Place> places = new ArrayList<>();
        String unusable =
                "is no D-Bus address; there are system, session, unix:path=…, unix:abstract=… and tcp:host=…,port=…";
        for (String part : text.split(";", -1)) {
            int colon = part.indexOf(':');
            if (colon < 0) {
                if (part.isEmpty()) {
                    continue;
                }
                throw new IllegalArgumentException("'" + part + "' " + unusable);
            }
            Place place = place(part.substring(0, colon), keys(part.substring(colon + 1)), environment);
            if (place == null) {
                unusable = "names '" + part
                        + "', which is not supported; unix:path=…, unix:abstract=… and tcp:host=…,port=… are";
            } else {
                places.add(place);
            }
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' " + unusable);
        }
        return places;
    }

    private static @Nullable Place place(
            String transport, Map<String, String> keys, UnaryOperator<@Nullable String> environment) {
        String path = keys.get("path");
        String name = keys.get("abstract");
        if (transport.equals("tcp")) {
            return tcp(keys);
        }
        if (!transport.equals("unix")) {
            return null;
        }
        if (path != null) {
            return new Place.Unix(path);
        }
        if (name != null) {
            return new Place.Abstract(name);
        }
        if (keys.containsKey("runtime")) {
            String directory = environment.apply("XDG_RUNTIME_DIR");
            return new Place.Unix((directory == null ? "/run/user/" + userId() : directory) + "/bus");
        }
        return null;
    }

    private static Place tcp(Map<String, String> keys) {
        String host = keys.getOrDefault("host", "localhost");
        try {
            int port = Integer.parseInt(keys.getOrDefault("port", ""));
            if (port < 1 || port > 65535) {
                throw new NumberFormatException();
            }
            return new Place.Tcp(host, port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("tcp:host=" + host + " needs a port from 1 to 65535, e.g. port=78", e);
        }
    }

    private static Map<String, String> keys(String text) {
        Map<String, String> keys = new HashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + pair + "' is no key=value of a D-Bus address");
            }
            keys.put(pair.substring(0, equals), unescaped(pair.substring(equals + 1)));
        }
        return keys;
    }

    private static String unescaped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '%') {
                try {
                    bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    throw new IllegalArgumentException("'" + text + "': two hexadecimal digits follow a %", e);
                }
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(character).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// The number of the user this program runs as, as the kernel tells the bus too; empty where it is not known.
    static String userId() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException _) {
            return "";
        }
    }

    /// Connects to the first place that answers.
    Wire connect() throws IOException {
        IOException first = null;
        for (Place place : places) {
            try {
                return switch (place) {
                    case Place.Unix(String path) -> SocketWire.unix(path);
                    case Place.Abstract(String name) -> AbstractWire.connect(name);
                    case Place.Tcp(String host, int port) -> SocketWire.tcp(host, port, TIMEOUT);
                };
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        throw new IOException("the bus " + text + " cannot be reached: " + words(first), first);
    }

    private static String words(@Nullable IOException failure) {
        return switch (failure) {
            case null -> "it has no place";
            case UnknownHostException e -> "the host " + e.getMessage() + " is not known";
            case java.net.SocketTimeoutException _ -> "no answer";
            case ConnectException _ -> "connection refused";
            case java.net.SocketException e
            when String.valueOf(e.getMessage()).contains("No such file") -> "there is no such socket";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
