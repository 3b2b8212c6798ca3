package io.polymeter.mdns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What questions about services of ours get. Pure functions.
record ServiceRecords(List<Announced> services) {

    /// The reply to a message, null where nothing is to be said.
    ///
    /// @param addresses of this machine where the question came in
    @Nullable
    DnsMessage to(DnsMessage asked, List<InetAddress> addresses) {
        if (asked.response()) {
            return null;
        }
        Set<DnsRecord> answers = new LinkedHashSet<>();
        Set<DnsRecord> additionals = new LinkedHashSet<>();
        for (Announced service : services) {
            List<DnsRecord> all = service.all(addresses, false);
            for (DnsQuestion question : asked.questions()) {
                List<DnsRecord> fitting = all.stream()
                        .filter(record -> record.name().equals(question.name())
                                && (question.type() == DnsQuestion.ANY || question.type() == record.type()))
                        .toList();
                answers.addAll(fitting);
                if (fitting.stream()
                        .anyMatch(record -> record.type() == DnsRecord.PTR || record.type() == DnsRecord.SRV)) {
                    additionals.addAll(service.unique(addresses, false));
                }
            }
        }
        // Who knows it already does not need to be told (RFC 6762, 7.1).
        answers.removeIf(record -> asked.answers().stream()
                .anyMatch(known -> Announced.says(record, known)
                        && known.head().seconds() >= record.head().seconds() / 2));
        additionals.removeAll(answers);
        return answers.isEmpty() ? null : DnsMessage.reply(new ArrayList<>(answers), new ArrayList<>(additionals));
    }

    /// The same for somebody who asks from a port of his own, as simple programs do (RFC 6762, 6.7).
    static DnsMessage legacy(DnsMessage asked, DnsMessage reply) {
        List<DnsRecord> answers =
                reply.answers().stream().map(ServiceRecords::brief).toList();
        List<DnsRecord> additionals =
                reply.additionals().stream().map(ServiceRecords::brief).toList();
        return new DnsMessage(asked.id(), true, asked.questions(), answers, additionals);
    }

    private static DnsRecord brief(DnsRecord record) {
        DnsRecord.Head head = new DnsRecord.Head(
                record.name(), false, Math.min(10, record.head().seconds()));
        return switch (record) {
            case DnsRecord.Pointer(DnsRecord.Head _, DnsName target) -> new DnsRecord.Pointer(head, target);
            case DnsRecord.Service(DnsRecord.Head _, int priority, int weight, int port, DnsName host) ->
                new DnsRecord.Service(head, priority, weight, port, host);
            case DnsRecord.Text(DnsRecord.Head _, List<String> texts) -> new DnsRecord.Text(head, texts);
            case DnsRecord.Address(DnsRecord.Head _, InetAddress address) -> new DnsRecord.Address(head, address);
            case DnsRecord.Other(DnsRecord.Head _, int type, String hex) -> new DnsRecord.Other(head, type, hex);
        };
    }
}
