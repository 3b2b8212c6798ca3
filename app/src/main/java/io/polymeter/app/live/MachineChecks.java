package io.polymeter.app.live;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.EndpointUse.Place;
import io.polymeter.config.Settings;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether this machine has what a configuration wants of it: free ports, the right to use them, serial adapters. All
/// of it may change before the configuration is used, so these are warnings.
final class MachineChecks {

    private static final Path ADAPTERS = Path.of("/dev/serial/by-id");
    private static final int FIRST_OPEN_PORT = 1024;

    private final Set<Place> own;
    private final Problems problems;

    private MachineChecks(Set<Place> own, Problems problems) {
        this.own = own;
        this.problems = problems;
    }

    /// Warns of what is missing.
    ///
    /// @param wanted what is to be used
    /// @param running what is used already, and therefore not free
    static void check(Settings wanted, Settings running, Problems problems) {
        MachineChecks checks = new MachineChecks(
                running.endpoints().stream().map(EndpointUse::place).collect(Collectors.toSet()), problems);
        wanted.endpoints().forEach(checks::look);
    }

    private void look(EndpointUse use) {
        if (own.contains(use.place())) {
            return;
        }
        switch (use.place()) {
            case Place.Listener(String transport, HostPort address) -> port(use, transport, address);
            case Place.Line(Path device, EndpointUse.Side _) -> adapter(use, device);
            case Place.Remote _ -> {
                // Whether a device answers is seen when it is asked.
            }
        }
    }

    private void warn(EndpointUse use, Message words) {
        // An element of a list may have been written as a single scalar.
        problems.warning(problems.given(use.key()) ? use.key() : use.key().replaceFirst("\\[\\d+]$", ""), words);
    }

    private void port(EndpointUse use, String transport, HostPort address) {
        if (address.port() == 0 || withinOwn(transport, address)) {
            return;
        }
        try {
            InetAddress host = InetAddress.getByName(address.host());
            if (transport.equals("udp")) {
                try (DatagramSocket socket = new DatagramSocket(null)) {
                    socket.bind(new InetSocketAddress(host, address.port()));
                }
            } else {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(host, address.port()));
                }
            }
        } catch (BindException e) {
            warn(use, reason(address.port(), String.valueOf(e.getMessage())));
        } catch (IOException e) {
            warn(
                    use,
                    Message.of(
                            "cannot-used-on-machine",
                            "{address} cannot be used on this machine: {why}",
                            address,
                            Message.of(e)));
        }
    }

    /// A port that we listen on already at another of this machine's addresses is ours to change.
    private boolean withinOwn(String transport, HostPort address) {
        return own.stream()
                .anyMatch(place -> place instanceof Place.Listener(String too, HostPort there)
                        && too.equals(transport)
                        && there.port() == address.port());
    }

    private static Message reason(int port, String message) {
        String words = message.toLowerCase(Locale.ROOT);
        if (words.contains("permission denied")) {
            return port < FIRST_OPEN_PORT
                    ? Message.of(
                            "port-privileged",
                            "port {number} is below 1024, and this user may not use it; the packaged service may, or take another port",
                            port)
                    : Message.of("port-forbidden", "this user may not use port {number}; take another", port);
        }
        if (words.contains("cannot assign requested address")) {
            return Message.of(
                    "address-foreign", "no interface of this machine has that address; 0.0.0.0 is all of them");
        }
        return Message.of(
                "port-taken",
                "port {number} is in use by another program; end that program, or take another port",
                port);
    }

    private void adapter(EndpointUse use, Path device) {
        if (!Files.exists(device)) {
            List<String> there = plugged();
            warn(
                    use,
                    Message.of(
                            "not-there",
                            "{device} is not there; {empty}",
                            device,
                            there.isEmpty()
                                    ? Message.of("no-serial-adapter-plugged", "no serial adapter is plugged in")
                                    : Message.of("plugged-in", "plugged in are {names}", String.join(", ", there))));
        } else if (!Files.isReadable(device) || !Files.isWritable(device)) {
            warn(
                    use,
                    Message.of(
                            "adapter-forbidden",
                            "user {name} may not use {place}; add it to the group dialout",
                            System.getProperty("user.name"),
                            device));
        }
    }

    private static List<String> plugged() {
        try (Stream<Path> names = Files.list(ADAPTERS)) {
            return names.map(Path::toString).sorted().toList();
        } catch (IOException _) {
            // Without an adapter there is no such directory.
            return List.of();
        }
    }
}
