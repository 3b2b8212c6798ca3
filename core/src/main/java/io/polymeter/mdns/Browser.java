package io.polymeter.mdns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
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
    private final ServiceCache heard = new ServiceCache();
    private final List<String> troubles = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(LONGEST);

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
        List<DatagramChannel> asking = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            try {
                open(networks, asking, selector);
                for (int round = 0; round < ROUNDS && !enough.getAsBoolean(); round++) {
                    asking.forEach(this::ask);
                    hear(selector, time.dividedBy(ROUNDS).toNanos(), enough);
                }
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        } catch (IOException e) {
            troubles.add(String.valueOf(e.getMessage()));
        }
    }

    private void hear(Selector selector, long nanos, BooleanSupplier enough) throws IOException, InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !enough.getAsBoolean(); left = end - System.nanoTime()) {
            int _ = selector.select(key -> receive((DatagramChannel) key.channel()), Math.max(1, left / 1_000_000));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /// Why a network could not be asked; empty where all were.
    public List<String> troubles() {
        return List.copyOf(troubles);
    }

    private void open(List<NetworkInterface> networks, List<DatagramChannel> asking, Selector selector)
            throws IOException {
        for (NetworkInterface network : networks) {
            Optional<InetAddress> own = network.inetAddresses()
                    .filter(Inet4Address.class::isInstance)
                    .findFirst();
            if (own.isPresent()) {
                try {
                    DatagramChannel channel = channel(selector);
                    channel.bind(new InetSocketAddress(own.get(), 0));
                    channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
                    channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS);
                    asking.add(channel);
                } catch (IOException e) {
                    troubles.add(network.getName() + ": " + e.getMessage());
                }
            }
        }
        try {
            DatagramChannel channel = channel(selector);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(PORT));
            for (NetworkInterface network : networks) {
                channel.join(GROUP.getAddress(), network);
            }
        } catch (IOException e) {
            // Whoever is asked from another port answers there.
            LOG.debug("nothing is heard of what is told to everybody", e);
        }
    }

    private static DatagramChannel channel(Selector selector) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    private void ask(DatagramChannel channel) {
        List<DnsQuestion> all = new ArrayList<>(questions);
        all.addAll(heard.missing());
        // A datagram should fit into one packet.
        for (int from = 0; from < all.size(); from += 20) {
            byte[] bytes = DnsMessage.query(all.subList(from, Math.min(all.size(), from + 20)))
                    .encode();
            try {
                channel.send(ByteBuffer.wrap(bytes), GROUP);
            } catch (IOException e) {
                LOG.debug("a question was not sent", e);
            }
        }
    }

    private void receive(DatagramChannel channel) {
        try {
            buffer.clear();
            if (!(channel.receive(buffer) instanceof InetSocketAddress from)) {
                return;
            }
            DnsMessage message = DnsMessage.decode(Arrays.copyOf(buffer.array(), buffer.position()));
            if (message.response()) {
                heard.take(message, from.getAddress());
            }
        } catch (DnsException e) {
            LOG.trace("a datagram was no message: {}", e.getMessage());
        } catch (IOException e) {
            LOG.debug("a datagram was not received", e);
        }
    }
}
