package io.polymeter.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Who looks for a device of ours finds it (RFC 6762, RFC 6763).
class ServiceRecordsTest {

    private static final List<InetAddress> HERE = List.of(InetAddress.ofLiteral("192.0.2.1"));
    private static final Announced SHELLY =
            new Announced("shellypro3em-b8", "_shelly._tcp", "shellypro3em-b8", 80, List.of("gen=2", "app=Pro3EM"));
    private static final DnsName SERVICE = DnsName.of("_shelly._tcp.local");

    private final ServiceRecords answers = new ServiceRecords(List.of(SHELLY));

    private static DnsMessage ask(DnsName name, int type) {
        return DnsMessage.query(List.of(new DnsQuestion(name, type, false)));
    }

    @Test
    void theServiceTypeLeadsToAllThatAConsumerNeeds() throws Exception {
        DnsMessage reply = Objects.requireNonNull(answers.to(ask(SERVICE, DnsRecord.PTR), HERE));
        assertThat(DnsMessage.decode(reply.encode())).isEqualTo(reply);
        assertThat(reply.response()).isTrue();
        assertThat(reply.answers())
                .containsExactly(new DnsRecord.Pointer(
                        new DnsRecord.Head(SERVICE, false, 4500), SERVICE.instance("shellypro3em-b8")));
        assertThat(reply.additionals())
                .extracting(DnsRecord::type)
                .containsExactly(DnsRecord.SRV, DnsRecord.TXT, DnsRecord.A);
    }

    @Test
    void nameTypesAndHostAreAnsweredAndNothingElse() {
        assertThat(answers.to(ask(DnsName.of("shellypro3em-b8.local"), DnsRecord.A), HERE))
                .isNotNull();
        assertThat(answers.to(ask(DnsName.of("SHELLYPRO3EM-B8.LOCAL"), DnsQuestion.ANY), HERE))
                .isNotNull();
        assertThat(answers.to(ask(DnsName.of("_services._dns-sd._udp.local"), DnsRecord.PTR), HERE))
                .isNotNull();
        assertThat(answers.to(ask(DnsName.of("shellypro3em-b8.local"), DnsRecord.AAAA), HERE))
                .isNull();
        assertThat(answers.to(ask(DnsName.of("_hwenergy._tcp.local"), DnsRecord.PTR), HERE))
                .isNull();
        assertThat(answers.to(DnsMessage.reply(SHELLY.all(HERE, false), List.of()), HERE))
                .isNull();
    }

    @Test
    void whoKnowsItAlreadyIsNotToldAgain() {
        DnsRecord known = SHELLY.shared(false).getFirst();
        DnsMessage ask = new DnsMessage(
                0, false, List.of(new DnsQuestion(SERVICE, DnsRecord.PTR, false)), List.of(known), List.of());
        assertThat(answers.to(ask, HERE)).isNull();
    }

    @Test
    void aSimpleProgramGetsItsQuestionBackAndShortLives() {
        DnsMessage ask = new DnsMessage(
                77, false, List.of(new DnsQuestion(SERVICE, DnsRecord.PTR, false)), List.of(), List.of());
        DnsMessage reply = ServiceRecords.legacy(ask, Objects.requireNonNull(answers.to(ask, HERE)));
        assertThat(reply.id()).isEqualTo(77);
        assertThat(reply.questions()).isEqualTo(ask.questions());
        assertThat(reply.answers())
                .allMatch(record ->
                        record.head().seconds() == 10 && !record.head().flush());
    }

    @Test
    void anotherDeviceWithOurNameIsNoticed() {
        DnsRecord other = new DnsRecord.Address(
                new DnsRecord.Head(DnsName.of("shellypro3em-b8.local"), true, 120),
                InetAddress.ofLiteral("192.0.2.99"));
        assertThat(SHELLY.contradicts(other, HERE)).isTrue();
        assertThat(SHELLY.contradicts(SHELLY.unique(HERE, false).getLast(), HERE))
                .isFalse();
        assertThat(SHELLY.contradicts(SHELLY.unique(HERE, true).getLast(), List.of()))
                .isFalse();
    }
}
