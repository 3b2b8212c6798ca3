package io.polymeter.app.setup;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which hardware address is behind which IPv4 address of the local networks, as the kernel knows it (proc(5),
/// `/proc/net/arp`).
final class ArpTable {

    /// Where Linux tells it.
    static final Path TABLE = Path.of("/proc/net/arp");

    private static final String NOBODY = "00:00:00:00:00:00";
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int DISCARD_PORT = 9;

    private final Path table;

    ArpTable(Path table) {
        this.table = table;
    }

    /// Hardware addresses in lower case by IPv4 address; empty where the system does not tell.
    Map<String, String> all() {
        Map<String, String> known = new HashMap<>();
        try {
            for (String line : Files.readAllLines(table)) {
                String[] words = BLANKS.split(line.strip(), -1);
                if (words.length >= 4 && words[3].contains(":") && !words[3].equals(NOBODY)) {
                    known.put(words[0], words[3].toLowerCase(Locale.ROOT));
                }
            }
        } catch (IOException _) {
            // Another system, or one that keeps it to itself.
            return Map.of();
        }
        return known;
    }

    /// Where a hardware address is now.
    Optional<String> address(String hardware) {
        return all().entrySet().stream()
                .filter(each -> each.getValue().equals(hardware))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }

    /// Has the kernel ask for every address: a datagram to a port where nobody listens, which disturbs no device.
    void wake(List<String> addresses) {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (String address : addresses) {
                InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral(address), DISCARD_PORT);
                send(socket, to);
            }
        } catch (IOException _) {
            // Then what is known already has to do.
            return;
        }
    }

    private static void send(DatagramSocket socket, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(new byte[0], 0, to));
        } catch (IOException _) {
            // One address that cannot be reached is as good as nobody there.
            return;
        }
    }
}
