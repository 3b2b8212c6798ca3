package io.polymeter.app.setup;

import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.json.JsonObject;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What this machine is connected to: its networks and serial adapters.
public final class Surroundings {

    private static final Path ADAPTERS = Path.of("/dev/serial/by-id");

    /// A search in a larger network would take too long.
    private static final int LARGEST_PREFIX = 22;

    private Surroundings() {}

    /// Adds what can be asked.
    public static void register(Routes routes) {
        routes.guarded(
                "GET",
                "/api/surroundings",
                _ -> WebReply.json(new JsonObject()
                        .put("networks", networks())
                        .put("adapters", adapters())
                        .put("addresses", addresses())));
    }

    /// Networks of up to 1022 machines, e.g. `192.168.178.0/24`.
    static List<String> networks() throws SocketException {
        List<String> networks = new ArrayList<>();
        for (InterfaceAddress own : own()) {
            int prefix = own.getNetworkPrefixLength() >= LARGEST_PREFIX ? own.getNetworkPrefixLength() : 24;
            byte[] bytes = own.getAddress().getAddress();
            int address = (bytes[0] & 255) << 24 | (bytes[1] & 255) << 16 | (bytes[2] & 255) << 8 | bytes[3] & 255;
            int network = address & -1 << 32 - prefix;
            networks.add("%d.%d.%d.%d/%d"
                    .formatted(network >>> 24, network >>> 16 & 255, network >>> 8 & 255, network & 255, prefix));
        }
        return networks.stream().distinct().toList();
    }

    private static List<String> addresses() throws SocketException {
        return own().stream().map(own -> own.getAddress().getHostAddress()).toList();
    }

    private static List<InterfaceAddress> own() throws SocketException {
        List<InterfaceAddress> all = new ArrayList<>();
        for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            String name = one.getName().toLowerCase(Locale.ROOT);
            if (one.isUp() && !one.isLoopback() && !name.matches("(docker|br-|veth|virbr|tun|tap|wg).*")) {
                one.getInterfaceAddresses().stream()
                        .filter(own -> own.getAddress() instanceof Inet4Address
                                && own.getNetworkPrefixLength() > 0
                                && own.getNetworkPrefixLength() <= 30)
                        .forEach(all::add);
            }
        }
        return all;
    }

    /// The stable names of serial adapters.
    static List<String> adapters() {
        try (Stream<Path> names = Files.list(ADAPTERS)) {
            return names.map(Path::toString).sorted().toList();
        } catch (IOException _) {
            // Without an adapter there is no such directory.
            return List.of();
        }
    }
}
