package io.polymeter.mdns;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the local network of services of ours, and answers who looks for them (RFC 6762), over IPv4 on every
/// interface: it looks whether a name is taken, announces itself twice, answers, and says when it goes.
public final class Responder implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Responder.class);
    private static final InetSocketAddress GROUP = new InetSocketAddress("224.0.0.251", 5353);
    private static final int PORT = 5353;
    private static final int HOPS = 255;
    private static final int LONGEST = 9000;
    private static final int PROBES = 3;
    private static final int PROBE_MILLIS = 250;
    private static final int ANNOUNCE_MILLIS = 1000;
    private static final int LOOK_MILLIS = 60_000;

    private final MulticastSocket socket;
    private final List<Announced> services;
    private final ServiceRecords answers;
    private List<Network> networks;
    private boolean announced;

    /// A network that this machine is in.
    private record Network(NetworkInterface at, List<InterfaceAddress> own) {

        List<InetAddress> addresses() {
            return own.stream().map(InterfaceAddress::getAddress).toList();
        }

        boolean holds(InetAddress address) {
            return own.stream().anyMatch(each -> sameNetwork(each, address));
        }
    }

    /// Speaks from now on.
    ///
    /// @param only the address it is served at; `0.0.0.0` or `::` is every one
    public Responder(List<Announced> services, InetAddress only) throws IOException {
        this.services = List.copyOf(services);
        this.answers = new ServiceRecords(this.services);
        socket = new MulticastSocket(null);
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(PORT));
            socket.setTimeToLive(HOPS);
            networks = networks(only);
            for (Network network : networks) {
                socket.joinGroup(GROUP, network.at());
            }
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static List<Network> networks(InetAddress only) throws SocketException {
        List<Network> networks = new ArrayList<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            boolean speaks = each.isUp() && (each.supportsMulticast() || only.isLoopbackAddress() && each.isLoopback());
            List<InterfaceAddress> own = each.getInterfaceAddresses().stream()
                    .filter(address -> address.getAddress() instanceof Inet4Address)
                    .filter(address -> only.isAnyLocalAddress()
                            ? !address.getAddress().isLoopbackAddress()
                            : address.getAddress().equals(only))
                    .toList();
            if (speaks && !own.isEmpty()) {
                networks.add(new Network(each, own));
            }
        }
        return networks;
    }

    /// Works until it is closed.
    ///
    /// @param taken is told where another device has a name of ours: the name, and its address
    public void run(BiConsumer<String, String> taken) throws IOException {
        if (networks.isEmpty()) {
            throw new IOException("no network to announce it in");
        }
        for (int i = 0; i < PROBES; i++) {
            networks.forEach(network -> send(probe(network), network));
            hear(PROBE_MILLIS, taken);
        }
        for (int i = 0; i < 2; i++) {
            announce(false);
            announced = true;
            hear(ANNOUNCE_MILLIS, taken);
        }
        while (!socket.isClosed()) {
            hear(LOOK_MILLIS, taken);
        }
    }

    /// A question for our own names: whoever has one already says so.
    private DnsMessage probe(Network network) {
        List<DnsQuestion> questions = services.stream()
                .flatMap(service -> service.unique(network.addresses(), false).stream())
                .map(DnsRecord::name)
                .distinct()
                .map(name -> new DnsQuestion(name, DnsQuestion.ANY, false))
                .toList();
        return DnsMessage.query(questions);
    }

    private void announce(boolean over) {
        for (Network network : networks) {
            List<DnsRecord> all = services.stream()
                    .flatMap(service -> service.all(network.addresses(), over).stream())
                    .distinct()
                    .toList();
            send(DnsMessage.reply(all, List.of()), network);
        }
    }

    private void hear(int millis, BiConsumer<String, String> taken) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000L;
        byte[] buffer = new byte[LONGEST];
        while (!socket.isClosed()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.setSoTimeout((int) left);
                socket.receive(packet);
            } catch (SocketTimeoutException _) {
                return;
            } catch (SocketException e) {
                if (socket.isClosed()) {
                    return;
                }
                throw e;
            }
            try {
                take(DnsMessage.decode(Arrays.copyOf(buffer, packet.getLength())), packet, taken);
            } catch (DnsException e) {
                LOG.trace("{} sent what is no message: {}", packet.getSocketAddress(), e.getMessage());
            }
        }
    }

    private void take(DnsMessage message, DatagramPacket packet, BiConsumer<String, String> taken) {
        InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
        Network network = network(from.getAddress());
        if (network == null) {
            return;
        }
        if (message.response()) {
            boolean own = network.addresses().contains(from.getAddress());
            services.stream()
                    .filter(service -> !own
                            && message.answers().stream()
                                    .anyMatch(record -> service.contradicts(record, network.addresses())))
                    .findFirst()
                    .ifPresent(service ->
                            taken.accept(service.instance(), from.getAddress().getHostAddress()));
            return;
        }
        DnsMessage reply = announced ? answers.to(message, network.addresses()) : null;
        if (reply == null) {
            return;
        }
        if (from.getPort() == PORT) {
            send(reply, network);
        } else {
            byte[] bytes = ServiceRecords.legacy(message, reply).encode();
            send(new DatagramPacket(bytes, bytes.length, from));
        }
    }

    /// The network a device is in; only from there questions are answered (RFC 6762, section 11).
    private @Nullable Network network(InetAddress address) {
        return networks.stream().filter(each -> each.holds(address)).findFirst().orElse(null);
    }

    private static boolean sameNetwork(InterfaceAddress own, InetAddress other) {
        byte[] one = own.getAddress().getAddress();
        byte[] two = other.getAddress();
        if (one.length != two.length) {
            return false;
        }
        for (int bit = 0; bit < own.getNetworkPrefixLength(); bit++) {
            int mask = 0x80 >> bit % 8;
            if ((one[bit / 8] & mask) != (two[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private void send(DnsMessage message, Network network) {
        byte[] bytes = message.encode();
        try {
            socket.setNetworkInterface(network.at());
        } catch (SocketException e) {
            LOG.debug("nothing can be announced on {}", network.at().getName(), e);
            return;
        }
        send(new DatagramPacket(bytes, bytes.length, GROUP));
    }

    /// A network that is down for a while is asked again by those who look for it.
    private void send(DatagramPacket packet) {
        try {
            socket.send(packet);
        } catch (IOException e) {
            LOG.debug("an announcement was not sent", e);
        }
    }

    /// Says that it goes.
    @Override
    public void close() {
        if (announced && !socket.isClosed()) {
            announce(true);
        }
        socket.close();
    }
}
