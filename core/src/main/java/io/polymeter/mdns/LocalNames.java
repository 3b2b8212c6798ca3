package io.polymeter.mdns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Names that end with `.local` are asked for in the local network (RFC 6762, section 3), because many systems do not
/// do that by themselves. The system is asked at the same time, and the first answer counts. Java loads this for every
/// look-up of a name, whoever needs it.
public final class LocalNames extends InetAddressResolverProvider {

    private static final Duration PATIENCE = Duration.ofMillis(1500);

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new Resolver(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "polymeter-mdns";
    }

    private record Resolver(InetAddressResolver system) implements InetAddressResolver {

        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            boolean ipv4 = (policy.characteristics() & LookupPolicy.IPV4) != 0;
            DnsName name = ipv4 ? localName(host) : null;
            return name == null ? system.lookupByName(host, policy) : both(host, name, policy);
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return system.lookupByAddress(address);
        }

        private Stream<InetAddress> both(String host, DnsName name, LookupPolicy policy) throws UnknownHostException {
            CompletableFuture<List<InetAddress>> network = new CompletableFuture<>();
            Thread asking = Thread.ofVirtual().name("mdns " + host).start(() -> answer(name, host, network));
            CompletableFuture<List<InetAddress>> ours = new CompletableFuture<>();
            Thread.ofVirtual().name("resolve " + host).start(() -> {
                try {
                    ours.complete(system.lookupByName(host, policy).toList());
                } catch (UnknownHostException e) {
                    ours.completeExceptionally(e);
                }
            });
            try {
                return first(network, ours).join().stream();
            } catch (CompletionException e) {
                UnknownHostException unknown = new UnknownHostException(host + ": nobody in the network has this name");
                unknown.initCause(e.getCause());
                throw unknown;
            } finally {
                asking.interrupt();
            }
        }

        /// The first that succeeds; the failure of the second where both fail.
        private static CompletableFuture<List<InetAddress>> first(
                CompletableFuture<List<InetAddress>> one, CompletableFuture<List<InetAddress>> other) {
            return one.exceptionallyCompose(_ -> other)
                    .applyToEither(other.exceptionallyCompose(_ -> one), found -> found);
        }

        private static void answer(DnsName name, String host, CompletableFuture<List<InetAddress>> answer) {
            try {
                InetAddress found = Browser.address(name, networks(), PATIENCE);
                if (found == null) {
                    answer.completeExceptionally(new UnknownHostException(host));
                } else {
                    answer.complete(List.of(InetAddress.getByAddress(host, found.getAddress())));
                }
            } catch (InterruptedException _) {
                answer.completeExceptionally(new UnknownHostException(host));
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }

        /// Where a device may be: also this machine itself, where no other network is.
        private static List<NetworkInterface> networks() throws IOException {
            return NetworkInterface.networkInterfaces().filter(Resolver::speaks).toList();
        }

        private static boolean speaks(NetworkInterface one) {
            try {
                return one.isUp() && (one.supportsMulticast() || one.isLoopback());
            } catch (IOException _) {
                return false;
            }
        }

        private static @Nullable DnsName localName(String host) {
            String plain = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
            if (!plain.endsWith(".local") || plain.equals(".local")) {
                return null;
            }
            try {
                return DnsName.of(plain);
            } catch (IllegalArgumentException _) {
                return null;
            }
        }
    }
}
