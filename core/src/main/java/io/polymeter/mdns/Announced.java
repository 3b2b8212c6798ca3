package io.polymeter.mdns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A service that a device of ours offers to the local network (RFC 6763).
///
/// @param instance the name it is listed with, e.g. `shellypro3em-b827eb364242`
/// @param type e.g. `_shelly._tcp`
/// @param host the device's name, without `.local`
/// @param port where it is served
/// @param texts such as `gen=2`
public record Announced(String instance, String type, String host, int port, List<String> texts) {

    /// Seconds that names of hosts hold, and all else (RFC 6762, section 10).
    private static final int HOST_SECONDS = 120;

    private static final int OTHER_SECONDS = 4500;

    private static final DnsName TYPES = DnsName.of("_services._dns-sd._udp.local");

    public Announced {
        texts = List.copyOf(texts);
    }

    DnsName service() {
        return DnsName.of(type + ".local");
    }

    DnsName name() {
        return service().instance(instance);
    }

    DnsName hostName() {
        return DnsName.of("local").instance(host);
    }

    /// What is listed: the instance among those of its type, and the type among all types.
    List<DnsRecord> shared(boolean over) {
        int seconds = over ? 0 : OTHER_SECONDS;
        DnsRecord instances = new DnsRecord.Pointer(new DnsRecord.Head(service(), false, seconds), name());
        // Others may offer services of this type, too: it is never taken back.
        return over
                ? List.of(instances)
                : List.of(instances, new DnsRecord.Pointer(new DnsRecord.Head(TYPES, false, seconds), service()));
    }

    /// What is this device's alone.
    ///
    /// @param addresses of this machine where the question came in
    List<DnsRecord> unique(List<InetAddress> addresses, boolean over) {
        int seconds = over ? 0 : HOST_SECONDS;
        List<DnsRecord> records = new ArrayList<>();
        records.add(new DnsRecord.Service(new DnsRecord.Head(name(), true, seconds), 0, 0, port, hostName()));
        records.add(new DnsRecord.Text(new DnsRecord.Head(name(), true, over ? 0 : OTHER_SECONDS), texts));
        for (InetAddress address : addresses) {
            records.add(new DnsRecord.Address(new DnsRecord.Head(hostName(), true, seconds), address));
        }
        return records;
    }

    /// All records.
    List<DnsRecord> all(List<InetAddress> addresses, boolean over) {
        List<DnsRecord> records = new ArrayList<>(shared(over));
        records.addAll(unique(addresses, over));
        return records;
    }

    /// True where a record that somebody else tells is about a name of ours and says something else.
    boolean contradicts(DnsRecord other, List<InetAddress> addresses) {
        boolean ours = other.name().equals(name()) || other.name().equals(hostName());
        return ours
                && other.head().seconds() > 0
                && unique(addresses, false).stream()
                        .filter(own -> own.name().equals(other.name()) && own.type() == other.type())
                        .findAny()
                        .isPresent()
                && unique(addresses, false).stream().noneMatch(own -> says(own, other));
    }

    /// Whether two records say the same, for however long.
    static boolean says(DnsRecord one, DnsRecord other) {
        if (one.type() != other.type() || !one.name().equals(other.name())) {
            return false;
        }
        return switch (one) {
            case DnsRecord.Pointer(DnsRecord.Head _, DnsName target) ->
                other instanceof DnsRecord.Pointer(DnsRecord.Head _, DnsName too) && target.equals(too);
            case DnsRecord.Service(DnsRecord.Head _, int _, int _, int port, DnsName host) ->
                other instanceof DnsRecord.Service(DnsRecord.Head _, int _, int _, int there, DnsName too)
                        && port == there
                        && host.equals(too);
            case DnsRecord.Text(DnsRecord.Head _, List<String> own) ->
                other instanceof DnsRecord.Text(DnsRecord.Head _, List<String> too) && own.equals(too);
            case DnsRecord.Address(DnsRecord.Head _, InetAddress address) ->
                other instanceof DnsRecord.Address(DnsRecord.Head _, InetAddress too)
                        && Arrays.equals(address.getAddress(), too.getAddress());
            case DnsRecord.Other _ -> false;
        };
    }
}
