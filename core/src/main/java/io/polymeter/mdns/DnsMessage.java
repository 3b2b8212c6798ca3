package io.polymeter.mdns;

import java.util.List;

/// A DNS message.
///
/// @param id 0 in multicast DNS, but for replies to whoever asked from another port than 5353
/// @param response true for a reply
/// @param answers what was asked for
/// @param additionals what will be asked for next
public record DnsMessage(
        int id, boolean response, List<DnsQuestion> questions, List<DnsRecord> answers, List<DnsRecord> additionals) {

    public DnsMessage {
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
        additionals = List.copyOf(additionals);
    }

    /// Questions of multicast DNS.
    public static DnsMessage query(List<DnsQuestion> questions) {
        return new DnsMessage(0, false, questions, List.of(), List.of());
    }

    /// An announcement, or a reply of multicast DNS.
    public static DnsMessage reply(List<DnsRecord> answers, List<DnsRecord> additionals) {
        return new DnsMessage(0, true, List.of(), answers, additionals);
    }

    /// Reads one datagram. Records of other classes than IN are left out.
    ///
    /// @throws DnsException where it is not one whole message
    public static DnsMessage decode(byte[] datagram) throws DnsException {
        return new DnsReader(datagram).message();
    }

    /// The datagram, with shortened names.
    ///
    /// @throws IllegalArgumentException where it is longer than 9000 bytes (RFC 6762, section 17)
    public byte[] encode() {
        return new DnsWriter().message(this);
    }
}
