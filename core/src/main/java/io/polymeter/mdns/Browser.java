package io.polymeter.mdns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the local networks for services (RFC 6763), over IPv4. It asks from a port of its own, which is answered
/// directly (RFC 6762, section 6.7), and listens at the group's port for those that answer everybody.
public final class Browser {

    private static final Logger LOG = LoggerFactory.getLogger(Browser.class);
    private static final int PORT = 5353;
    private static final InetSocketAddress GROUP = new InetSocketAddress("224.0.0.251", PORT);
    private static final int HOPS = 255;
    private static final int LONGEST = 9000;
    private static final int ROUNDS = 3;

    private final List<DnsQuestion> questions;
    private final Heard heard = new Heard();
    private final List<String> troubles = new ArrayList<>();

    /// @param services such as `_http._tcp`
    public Browser(Collection<String> services) {
        this(services.stream()
                .sorted()
                .map(service -> new DnsQuestion(DnsName.of(service + ".local"), DnsRecord.PTR, false))
                .toList());
    }

    private Browser(List<DnsQuestion> questions) {
        this.questions = questions;
    }

    /// Asks for the IPv4 address of a host, several times, and ends with the first answer.
    ///
    /// @param host such as `ksem.local`
    /// @param time how long at most
    /// @return null where nobody says to have this name
    static @Nullable InetAddress address(DnsName host, List<NetworkInterface> networks, Duration time)
            throws InterruptedException {
        Browser browser = new Browser(List.of(new DnsQuestion(host, DnsRecord.A, false)));
        browser.browse(networks, time, () -> browser.heard.host(host) != null);
        return browser.heard.host(host);
    }

    /// Asks in these networks, several times, and listens meanwhile.
    ///
    /// @param time how long in all
    public List<Found> browse(List<NetworkInterface> networks, Duration time) throws InterruptedException {
        browse(networks, time, () -> false);
        return heard.found();
    }

    private void browse(List<NetworkInterface> networks, Duration time, BooleanSupplier enough)
            throws InterruptedException {
        List<DatagramSocket> sockets = new ArrayList<>();
        try {
            open(networks, sockets);
            for (DatagramSocket socket : sockets) {
                Thread.ofVirtual().name("mdns").start(() -> listen(socket));
            }
            for (int round = 0; round < ROUNDS && !enough.getAsBoolean(); round++) {
                sockets.forEach(this::ask);
                hear(time.dividedBy(ROUNDS).toNanos(), enough);
            }
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
    }

    private void hear(long nanos, BooleanSupplier enough) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        synchronized (heard) {
            for (long left = nanos; left > 0 && !enough.getAsBoolean(); left = end - System.nanoTime()) {
                heard.wait(Math.max(1, left / 1_000_000));
            }
        }
    }

    /// Why a network could not be asked; empty where all were.
    public List<String> troubles() {
        return List.copyOf(troubles);
    }

    private void open(List<NetworkInterface> networks, List<DatagramSocket> sockets) {
        for (NetworkInterface network : networks) {
            Optional<InetAddress> own = network.inetAddresses()
                    .filter(Inet4Address.class::isInstance)
                    .findFirst();
            if (own.isPresent()) {
                try {
                    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(own.get(), 0));
                    socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
                    socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS);
                    sockets.add(socket);
                } catch (IOException e) {
                    troubles.add(network.getName() + ": " + e.getMessage());
                }
            }
        }
        try {
            MulticastSocket socket = new MulticastSocket(null);
            sockets.add(socket);
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(PORT));
            for (NetworkInterface network : networks) {
                socket.joinGroup(GROUP, network);
            }
        } catch (IOException e) {
            // Whoever is asked from another port answers there.
            LOG.debug("nothing is heard of what is told to everybody", e);
        }
    }

    private void ask(DatagramSocket socket) {
        if (socket instanceof MulticastSocket) {
            return;
        }
        List<DnsQuestion> all = new ArrayList<>(questions);
        all.addAll(heard.missing());
        // A datagram should fit into one packet.
        for (int from = 0; from < all.size(); from += 20) {
            byte[] bytes = DnsMessage.query(all.subList(from, Math.min(all.size(), from + 20)))
                    .encode();
            try {
                socket.send(new DatagramPacket(bytes, bytes.length, GROUP));
            } catch (IOException e) {
                LOG.debug("a question was not sent", e);
            }
        }
    }

    private void listen(DatagramSocket socket) {
        byte[] buffer = new byte[LONGEST];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                DnsMessage message = DnsMessage.decode(Arrays.copyOf(buffer, packet.getLength()));
                if (message.response()) {
                    heard.take(message, packet.getAddress());
                    synchronized (heard) {
                        heard.notifyAll();
                    }
                }
            } catch (DnsException e) {
                LOG.trace("{} sent what is no message: {}", packet.getSocketAddress(), e.getMessage());
            } catch (IOException _) {
                return;
            }
        }
    }
}
