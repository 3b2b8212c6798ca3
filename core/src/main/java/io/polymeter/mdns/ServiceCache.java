package io.polymeter.mdns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What was heard of services. Safe for use by several threads; bounded, whatever is sent.
final class ServiceCache {

    private static final int MOST = 1_000;

    // All guarded by this.
    private final Set<DnsName> instances = new LinkedHashSet<>();
    private final Map<DnsName, DnsRecord.Service> places = new HashMap<>();
    private final Map<DnsName, List<String>> texts = new HashMap<>();
    private final Map<DnsName, InetAddress> hosts = new HashMap<>();
    private final Map<DnsName, InetAddress> senders = new HashMap<>();

    synchronized void take(DnsMessage message, InetAddress sender) {
        message.answers().forEach(record -> take(record, sender));
        message.additionals().forEach(record -> take(record, sender));
    }

    private void take(DnsRecord record, InetAddress sender) {
        if (record.head().seconds() == 0) {
            return;
        }
        switch (record) {
            case DnsRecord.Pointer(DnsRecord.Head _, DnsName target)
            when isService(record.name()) -> {
                if (instances.size() < MOST && target.parent().equals(record.name())) {
                    instances.add(target);
                }
            }
            case DnsRecord.Service place -> {
                keep(places, place.name(), place);
                keep(senders, place.name(), sender);
            }
            case DnsRecord.Text(DnsRecord.Head head, List<String> all) -> keep(texts, head.name(), all);
            case DnsRecord.Address(DnsRecord.Head head, InetAddress address)
            when address.getAddress().length == 4 && (isNear(address) || address.equals(sender)) ->
                keep(hosts, head.name(), address);
            case DnsRecord.Pointer _, DnsRecord.Address _, DnsRecord.Other _ -> {}
        }
    }

    /// True for the name of a type, such as `_http._tcp.local`.
    private static boolean isService(DnsName name) {
        return name.labels().size() == 3 && name.first().startsWith("_");
    }

    private static <T> void keep(Map<DnsName, T> map, DnsName name, T value) {
        if (map.size() < MOST || map.containsKey(name)) {
            map.put(name, value);
        }
    }

    /// What is to be asked next: where the instances are that were only named.
    synchronized List<DnsQuestion> missing() {
        List<DnsQuestion> questions = new ArrayList<>();
        for (DnsName instance : instances) {
            DnsRecord.Service place = places.get(instance);
            if (place == null) {
                questions.add(new DnsQuestion(instance, DnsRecord.SRV, false));
            } else if (!hosts.containsKey(place.host())) {
                questions.add(new DnsQuestion(place.host(), DnsRecord.A, false));
            }
            if (!texts.containsKey(instance)) {
                questions.add(new DnsQuestion(instance, DnsRecord.TXT, false));
            }
        }
        return questions.subList(0, Math.min(questions.size(), MOST));
    }

    /// The instances whose place is known.
    synchronized List<Found> found() {
        List<Found> found = new ArrayList<>();
        for (DnsName instance : instances) {
            DnsRecord.Service place = places.get(instance);
            InetAddress address = place == null ? null : address(place);
            if (place != null && address != null && place.port() > 0) {
                List<String> labels = instance.parent().labels();
                found.add(new Found(
                        labels.get(0) + "." + labels.get(1),
                        instance.first(),
                        address,
                        place.port(),
                        pairs(texts.getOrDefault(instance, List.of()))));
            }
        }
        return found;
    }

    /// The IPv4 address of a host, null where none was heard.
    synchronized @Nullable InetAddress host(DnsName name) {
        return hosts.get(name);
    }

    /// Nobody is sent out of the local network by what a device tells of others.
    private static boolean isNear(InetAddress address) {
        return address.isSiteLocalAddress() || address.isLinkLocalAddress() || address.isLoopbackAddress();
    }

    private @Nullable InetAddress address(DnsRecord.Service place) {
        InetAddress said = hosts.get(place.host());
        return said != null ? said : senders.get(place.name());
    }

    private static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new HashMap<>();
        for (String text : texts) {
            int at = text.indexOf('=');
            if (at > 0) {
                pairs.putIfAbsent(text.substring(0, at), text.substring(at + 1));
            }
        }
        return pairs;
    }
}
